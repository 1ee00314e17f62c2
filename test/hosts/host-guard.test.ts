import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGuardedAgent } from '../../src/dbt/host-guard.ts';
import { HostRefusedError } from '../../src/dbt/host-refused.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { isPublicAddress } from '../../src/dbt/public-address.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { makeCertificate } from './certificate.ts';
import { listen, startServer } from './loopback-server.ts';

type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

function guardedCall(options: { allowed?: readonly string[]; lookup?: Lookup; ca?: string }) {
  const { allowed = [], ...rest } = options;
  const dispatcher = createGuardedAgent({ allowedHosts: new Set(allowed), ...rest });
  onTestFinished(() => dispatcher.destroy());
  const http = createDbtHttp({ dispatcher });
  return (url: string) =>
    http({ method: 'GET', url, serviceToken: 'dbtc_secret', signal: AbortSignal.timeout(PATIENT_MS) });
}

function addresses(...list: readonly string[]): LookupAddress[] {
  return list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

async function countingServer() {
  const counter = { requests: 0 };
  const server = await startServer((_, response) => {
    counter.requests += 1;
    response.end('{}');
  });
  return { ...server, counter };
}

describe('connecting', () => {
  it('uses the very address that was checked, with one look-up', async () => {
    const { port, counter } = await countingServer();
    const names: string[] = [];
    const call = guardedCall({
      allowed: [`http://dbt.example.com:${port}`],
      lookup: async (name) => {
        names.push(name);
        return addresses('127.0.0.1');
      },
    });
    expect(await call(`http://dbt.example.com:${port}/x`)).toMatchObject({ status: 200 });
    expect({ names, ...counter }).toEqual({ names: ['dbt.example.com'], requests: 1 });
  });

  it('refuses a name that was public when it was saved and is private now', async () => {
    const answers = [
      addresses('127.0.0.1'),
      addresses('8.8.8.8', '10.0.0.1'),
      addresses('::ffff:169.254.169.254'),
    ];
    const call = guardedCall({ lookup: async () => answers.shift() ?? [] });
    await expect(call('https://ab123.us1.dbt.com/api')).rejects.toMatchObject({
      code: 'DBT_UNREACHABLE',
      retryable: false,
      message: 'ab123.us1.dbt.com resolves to an address that is not public.',
      cause: expect.any(HostRefusedError),
    });
    await expect(call('https://ab123.us1.dbt.com/api')).rejects.toThrow('is not public');
    await expect(call('https://metadata.ab123.us1.dbt.com/graphql')).rejects.toThrow('is not public');
    await expect(call('https://cloud.getdbt.com/')).rejects.toThrow('has no address');
  });

  it('tells a name that does not resolve from one that is refused', async () => {
    const call = guardedCall({
      lookup: async () => {
        throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      },
    });
    await expect(call('https://ab123.us1.dbt.com/')).rejects.toThrow('its name does not resolve');
  });

  it.each([
    'http://127.0.0.1:PORT',
    'http://localhost:PORT',
    'http://[::1]:PORT',
    'https://8.8.8.8',
    'https://evil.example',
  ])('refuses %s, which nobody listed, without a look-up', async (form) => {
    const { port, counter } = await countingServer();
    const call = guardedCall({
      allowed: [`https://127.0.0.1:${port}`, 'http://127.0.0.1:1', `http://127.0.0.2:${port}`],
      lookup: () => Promise.reject(new Error('looked up')),
    });
    await expect(call(form.replace('PORT', String(port)))).rejects.toThrow(
      "is neither one of dbt's own hosts nor on the list of allowed hosts.",
    );
    expect(counter.requests).toBe(0);
  });

  it("refuses dbt's own hosts without encryption", async () => {
    const call = guardedCall({ lookup: async () => addresses('8.8.8.8') });
    await expect(call('http://cloud.getdbt.com/')).rejects.toThrow('list of allowed hosts');
  });

  it('reaches an address that is on the list', async () => {
    const { origin, counter } = await countingServer();
    await guardedCall({ allowed: [origin] })(origin);
    expect(counter.requests).toBe(1);
  });

  it('does not follow a redirect', async () => {
    const target = await countingServer();
    const server = await startServer((_, response) => {
      response.writeHead(307, { location: `${target.origin}/stolen` }).end();
    });
    const call = guardedCall({ allowed: [server.origin, target.origin] });
    expect(await call(server.origin)).toMatchObject({ status: 307 });
    expect(target.counter.requests).toBe(0);
  });

  it('checks certificates', async ({ skip }) => {
    const certificate = makeCertificate('DNS:localhost');
    if (certificate === null) return skip('openssl is not installed');
    const { port } = await listen(
      createServer(certificate, (_, response) => response.end('{}')),
      'https',
    );
    const lookup: Lookup = async () => addresses('127.0.0.1');
    const allowed = [`https://localhost:${port}`, `https://dbt.example.com:${port}`];
    const trusting = guardedCall({ allowed, lookup, ca: certificate.cert });
    expect(await trusting(`https://localhost:${port}`)).toMatchObject({ status: 200 });
    await expect(trusting(`https://dbt.example.com:${port}`)).rejects.toThrow(
      'its certificate is for another name',
    );
    const strict = guardedCall({ allowed, lookup });
    await expect(strict(`https://localhost:${port}`)).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
  });
});

describe('public addresses', () => {
  it.each(['8.8.8.8', '52.3.77.232', '172.32.0.1', '2606:4700::1', '64:ff9b::808:808'])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '203.0.113.1', '224.0.0.1', '240.0.0.1'],
    ...[
      '255.255.255.255',
      '::',
      '::1',
      '::127.0.0.1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
    ],
    ...[
      '64:ff9b::a00:1',
      '64:ff9b:1::808:808',
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      'fc00::1',
      'fd12::1',
    ],
    ...['fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '100::1', '5f00::1', '4000::1', 'localhost', ''],
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
