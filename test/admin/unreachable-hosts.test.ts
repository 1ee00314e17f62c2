import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, it, onTestFinished, vi } from 'vitest';
import { makeCertificate } from '../hosts/certificate.ts';
import { listen } from '../hosts/loopback-server.ts';
import { startDbt } from '../verify/dbt-server.ts';
import { CHECK_DISCOVERY, HOST, TRY_AGAIN } from '../verify/verify.ts';
import { expectProblem, WITH_IDS } from './expect-problem.ts';

describe('hosts that cannot be talked to', () => {
  it('refused connections', async () => {
    await expectProblem('http://127.0.0.1:1', WITH_IDS, [
      'HOST_UNREACHABLE',
      HOST,
      `HOST cannot be reached: the connection was refused. ${CHECK_DISCOVERY}`,
    ]);
  });

  it('a name that does not exist, as a wrong region has', async () => {
    const allowed = 'https://dbt.invalid,https://metadata.dbt.invalid';
    const message = `cannot be reached: its name does not resolve. ${CHECK_DISCOVERY}`;
    await expectProblem(
      'https://dbt.invalid',
      WITH_IDS,
      ['HOST_UNREACHABLE', HOST, `metadata.dbt.invalid ${message}`],
      allowed,
    );
  });

  it('no answer until time is up', async () => {
    const deadline = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const dbt = await startDbt({
      discovery: () => {
        deadline.abort(new DOMException('time is up', 'TimeoutError'));
        return 'hang';
      },
    });
    await expectProblem(dbt.origin, WITH_IDS, [
      'HOST_UNREACHABLE',
      HOST,
      `HOST did not answer in time. ${TRY_AGAIN}`,
    ]);
  });

  it.for([
    ['that nobody vouches for', false, 'IP:127.0.0.1', 'the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    [
      'for another name, as a wrong region has',
      true,
      'DNS:metadata.us1.dbt.com',
      'its certificate is for another name',
    ],
  ] as const)('a certificate %s', async ([, isTrusted, name, why], { skip }) => {
    const certificate = makeCertificate(name);
    if (certificate === null) return skip('openssl is not installed');
    const before = getCACertificates('default');
    if (isTrusted) setDefaultCACertificates([...before, certificate.cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const { origin } = await listen(createServer(certificate), 'https');
    await expectProblem(origin, WITH_IDS, [
      'HOST_UNREACHABLE',
      HOST,
      `HOST cannot be reached: ${why}. ${CHECK_DISCOVERY}`,
    ]);
  });
});
