import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock, temporaryFolder } from '../integrations/builders.ts';
import type { Parsed } from '../support/ask.ts';
import { NO_REDIS, REDIS_BINARY, startRedis } from '../support/redis-server.ts';
import { ADMIN_OPERATIONS, adminOf, type Graph, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_the-only-token-0001';
const POOR_TOKEN = 'dbtc_token-without-use-0002';
const WRONG_TOKEN = 'dbtc_token-that-was-typed-0003';
const SECRET = 'the-secret-of-the-gateway';
const MINUTE_MS = 60_000;

const headersOf = (user: string, scopes = 'dbt:admin', tenant = 'acme') => ({
  'x-gateway-secret': SECRET,
  'x-tenant-id': tenant,
  'x-user-id': user,
  'x-user-scopes': scopes,
});

async function start(env: Readonly<Record<string, string>> = {}) {
  const dbt = await startDiscovery({
    tokens: [
      { token: TOKEN, permission: 'full' },
      { token: POOR_TOKEN, permission: 'none' },
    ],
  });
  const clock = createClock();
  const settings = { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET, DBT_ALLOWED_HOSTS: dbt.adminUrl, ...env };
  const startOne = () => startGraph(settings, clock.now);
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] };
  return { dbt, clock, startOne, graph: await startOne(), input };
}

/** What was refused, oldest first. */
async function refusedIn(graph: Graph, tenant = 'acme'): Promise<readonly string[]> {
  const { events } = await adminOf(graph, headersOf('auditor', 'dbt:admin', tenant)).events(100);
  return events
    .filter(({ action }: Parsed) => action === 'REFUSED')
    .map(({ actor, detail }: Parsed) => `${actor}: ${detail}`)
    .toReversed();
}

describe('an admin', () => {
  test.each<[string, object, string]>([
    ['a wrong token', { serviceToken: WRONG_TOKEN }, 'dbt rejects the service token.'],
    [
      'a token without permission',
      { serviceToken: POOR_TOKEN },
      'dbt rejects the service token.|the service token lacks a permission.',
    ],
    [
      'a host that is not allowed',
      { apiHost: 'https://evil.example.com' },
      "the host is neither one of dbt's own nor allowed, or is not public.",
    ],
  ])('who tries %s leaves an event without what was typed', async (_what, changes, whys) => {
    const { graph, input } = await start();
    const { userErrors } = await adminOf(graph, headersOf('ana')).configure({ ...input, ...changes });
    expect(userErrors).toHaveLength(1);
    const [line, ...others] = await refusedIn(graph);
    expect(others).toEqual([]);
    expect(whys.split('|').map((why) => `ana: configureDbtIntegration was refused: ${why}`)).toContain(line);
    expect(line).not.toMatch(/dbtc_|evil/);
  });

  test('who verifies or rotates with a wrong token leaves one, too', async () => {
    const { clock, graph, input } = await start();
    const ana = adminOf(graph, headersOf('ana'));
    await ana.configure(input);
    await ana.verify({ ...input, serviceToken: WRONG_TOKEN });
    clock.advance(MINUTE_MS);
    await ana.rotate(WRONG_TOKEN);
    expect(await refusedIn(graph)).toEqual([
      'ana: verifyDbtIntegration was refused: dbt rejects the service token.',
      'ana: rotateDbtServiceToken was refused: dbt rejects the service token.',
    ]);
    expect(await ana.get()).toMatchObject({ revision: 1 });
  });

  test('whose input has a slip, or whose dbt is away, leaves none', async () => {
    const { dbt, graph, input } = await start();
    const ana = adminOf(graph, headersOf('ana'));
    await ana.configure({ ...input, environmentIds: ['x'] });
    await ana.configure({ ...input, serviceToken: 'two words' });
    dbt.switchboard.set({ status: 503 });
    await ana.configure(input);
    expect(await refusedIn(graph)).toEqual([]);
  });
});

describe('a caller without the admin scope', () => {
  test.each(Object.keys(ADMIN_OPERATIONS) as (keyof typeof ADMIN_OPERATIONS)[])(
    'who asks for %s leaves an event',
    async (operation) => {
      const { graph, input } = await start();
      const variables = { input, serviceToken: WRONG_TOKEN, secret: 'webhook-secret-0001' };
      const { body } = await graph.ask(ADMIN_OPERATIONS[operation], variables, headersOf('eve', 'dbt:read'));
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
      expect(await refusedIn(graph)).toEqual([
        `eve: ${operation} was refused: the caller lacks the admin scope.`,
      ]);
    },
  );

  test('leaves one a minute at most; others leave their own, in their own tenant', async () => {
    const { clock, graph } = await start();
    const attempt = (user: string, tenant = 'acme') =>
      graph.ask(ADMIN_OPERATIONS.refreshDbtMetadata, {}, headersOf(user, '', tenant));
    for (let times = 0; times < 30; times++) await attempt('eve');
    await Promise.all([attempt('mallory'), attempt('eve', 'rival')]);
    const why = 'refreshDbtMetadata was refused: the caller lacks the admin scope.';
    expect(await refusedIn(graph)).toEqual([`eve: ${why}`, `mallory: ${why}`]);
    expect(await refusedIn(graph, 'rival')).toEqual([`eve: ${why}`]);
    clock.advance(MINUTE_MS - 1);
    await attempt('eve');
    expect(await refusedIn(graph)).toHaveLength(2);
    clock.advance(1);
    await attempt('eve');
    expect(await refusedIn(graph)).toHaveLength(3);
  });

  test('without an identity leaves none: nobody is known', async () => {
    const { graph } = await start();
    const { body } = await graph.ask(ADMIN_OPERATIONS.refreshDbtMetadata);
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(await refusedIn(graph, 'default')).toEqual([]);
  });
});

test.skipIf(REDIS_BINARY === null)('replicas write one a minute together', async () => {
  await using redis = await startRedis();
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const { startOne, graph } = await start({
    STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
    CACHE_URL: redis.url,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  });
  const other = await startOne();
  for (const replica of [graph, other, graph, other]) {
    await replica.ask(ADMIN_OPERATIONS.removeDbtIntegration, {}, headersOf('eve', ''));
    await refusedIn(replica);
  }
  expect(await refusedIn(other)).toHaveLength(1);
});

if (REDIS_BINARY === null) process.stderr.write(`admin/refused.test.ts, one test: ${NO_REDIS}\n`);
