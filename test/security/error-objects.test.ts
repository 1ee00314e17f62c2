import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createAdminClient } from '../../src/dbt/admin-client.ts';
import { parseAllowedHost } from '../../src/dbt/allowed-hosts.ts';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import { createGuardedAgent } from '../../src/dbt/host-guard.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { createProbe } from '../../src/dbt/probe.ts';
import type { VerificationGuard } from '../../src/dbt/request-guard.ts';
import { createRetries } from '../../src/dbt/retries.ts';
import { createVault, VaultError } from '../../src/integrations/secrets/vault.ts';
import { startServer } from '../hosts/loopback-server.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { ECHOES, startEchoingDbt } from './echoing-dbt.ts';
import { findTraces } from './traces.ts';

const TOKEN = 'MARKED1~service+token/with?odd=characters&more>';

/** Everything of an error that a debugger, a crash report or a careless log could show. */
function everythingOf(error: unknown): string {
  return inspect(error, {
    depth: 20,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

const UNGUARDED: VerificationGuard = { run: (_call, attempt) => attempt(), checkRoom: async () => {} };
const retries = createRetries({ now: Date.now, wait: async () => {} });

/** The error of each way of asking dbt; those that answered are left out. */
async function failuresOf(origin: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const dispatcher = createGuardedAgent({ allowedHosts: new Set([parseAllowedHost(origin) ?? '']) });
  onTestFinished(() => dispatcher.destroy());
  const http = createDbtHttp({ dispatcher });
  const call = {
    discoveryUrl: `${origin}/graphql`,
    adminUrl: origin,
    serviceToken: TOKEN,
    signal,
    deadlineAtMs: Number.MAX_SAFE_INTEGER,
  };
  const discovery = createDiscoveryClient(http);
  const asked = await Promise.allSettled([
    createProbe({ http, guard: UNGUARDED }).probeEnvironment({ ...call, environmentId: '834' }),
    createAdminClient({ http, retries }).listEnvironments(call),
    discovery.readIndexPage(call, '834', new Map([['applied.models', null]])),
    discovery.readChange(call, ['834']),
  ]);
  return asked.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
}

it.each(ECHOES)('errors about an answer that repeats the token in %s do not hold it', async (_, form) => {
  const dbt = await startEchoingDbt('http://127.0.0.1:1');
  dbt.echo(form);
  const failures = await failuresOf(dbt.origin, AbortSignal.timeout(PATIENT_MS));
  expect(failures).not.toEqual([]);
  const places = failures.map((failure) => ({ name: String(failure), content: everythingOf(failure) }));
  expect(findTraces(places, { TOKEN })).toEqual([]);
});

it('nor do errors about connections that fail, are cut, or take too long', async () => {
  const cutting = await startServer((request) => request.socket.destroy());
  const deadline = new AbortController();
  const hanging = await startServer(() => deadline.abort(new DOMException('time is up', 'TimeoutError')));
  const signal = AbortSignal.timeout(PATIENT_MS);
  const failures = [
    ...(await failuresOf('http://127.0.0.1:1', signal)),
    ...(await failuresOf(cutting.origin, signal)),
    ...(await failuresOf(hanging.origin, deadline.signal)),
    ...(await failuresOf('https://dbt.invalid', signal)),
  ];
  expect(failures).toHaveLength(16);
  const places = failures.map((failure) => ({ name: String(failure), content: everythingOf(failure) }));
  expect(findTraces(places, { TOKEN })).toEqual([]);
});

it('nor do errors about secrets that cannot be opened hold a key or a secret', () => {
  const key = Buffer.alloc(32, 'MARKED2');
  const place = { tenant: 'acme', integrationId: 'int-1', field: 'serviceToken' } as const;
  const sealed = createVault([{ id: 'k1', key }]).seal(TOKEN, place);
  const others = [
    createVault([{ id: 'k2', key }]),
    createVault([{ id: 'k1', key: Buffer.alloc(32, 'MARKED3') }]),
  ];
  for (const vault of others) {
    try {
      vault.open(sealed, place);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(VaultError);
      const places = [{ name: 'the error', content: everythingOf(error) }];
      expect(findTraces(places, { TOKEN, key })).toEqual([]);
    }
  }
});
