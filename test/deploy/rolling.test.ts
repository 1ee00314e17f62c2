import { expect, test, vi } from 'vitest';
import { createDiscoveryServer } from '../../discovery/server.ts';
import { startPostgres } from '../integrations/postgres-server.ts';
import { ask } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { indexRead } from '../support/index-read.ts';
import { REDIS_BINARY, startRedis } from '../support/redis-server.ts';
import { DEMO_ENVIRONMENTS } from '../support/start-stack.ts';
import { imageEnvironment } from './installation.ts';
import { HAPROXY, startHaproxy } from './rolling/haproxy.ts';
import { type Load, startLoad } from './rolling/load.ts';
import { type ReverseProxy, startNodeProxy } from './rolling/proxy.ts';
import { createReplica, type Replica } from './rolling/replica.ts';

// Processes start four times and drain twice: on a busy machine that takes minutes.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });
const EVENTUALLY = { interval: 20 };

const POSTGRES = await startPostgres();
const HAS_SERVERS = REDIS_BINARY !== null && POSTGRES !== null;
if (!HAS_SERVERS)
  process.stderr.write('deploy/rolling.test.ts: skipped: it needs redis-server and PostgreSQL\n');
if (HAPROXY === null)
  process.stderr.write('deploy/rolling.test.ts: skipped with haproxy, which is not here\n');

const SERVICE_TOKEN = 'dbtc_service-token-0001';
const GATEWAY_SECRET = 'a-secret-of-the-gateway';
const HEADERS = {
  'content-type': 'application/json',
  'x-gateway-secret': GATEWAY_SECRET,
  'x-tenant-id': 'acme',
  'x-user-id': 'ada',
  'x-user-scopes': 'dbt:admin',
};
const TABLES = ['marts.orders', 'marts.customers', 'raw.customers', 'finance.monthly_revenue'];
const QUERY = JSON.stringify({
  query: `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Table { dbtDescription lastRefreshedAt dbtTests { name outcome } dbt { match { status } } } } }`,
  variables: { representations: TABLES.map(table) },
});
const CLIENTS = 8;
/** Answers that show that the load goes on. */
const SOME = 100;

const TITLE =
  'two replicas behind %s are restarted one after the other under load: no request fails, no client connects anew';

test.skipIf(!HAS_SERVERS).each([['a proxy that follows /health/ready', startNodeProxy]] as const)(
  TITLE,
  restartUnderLoad,
);
test.skipIf(!HAS_SERVERS || HAPROXY === null).each([['haproxy', startHaproxy]] as const)(
  TITLE,
  restartUnderLoad,
);

async function restartUnderLoad(
  name: string,
  startProxy: (replicas: readonly Replica[]) => Promise<ReverseProxy>,
): Promise<void> {
  await using redis = await startRedis();
  await using discovery = await startDiscovery();
  const env = {
    // The time to drain is the image's.
    DRAIN_SECONDS: imageEnvironment().DRAIN_SECONDS ?? '',
    AUTH_MODE: 'gateway',
    GATEWAY_SECRET,
    STORE_URL: POSTGRES?.url ?? '',
    CACHE_URL: redis.url,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    DBT_ALLOWED_HOSTS: discovery.adminUrl,
    // A busy machine is no failure of dbt's.
    DBT_DEADLINE_MS: '60000',
  };
  await using one = await createReplica('one', env);
  await using other = await createReplica('other', env);
  await Promise.all([one.start(), other.start()]);
  await using proxy = await startProxy([one, other]);
  await inRotation(proxy, { one: true, other: true });
  await connectDbt(proxy.url, discovery.adminUrl);
  const { text } = await ask(
    `${one.url}/graphql`,
    JSON.parse(QUERY).query,
    JSON.parse(QUERY).variables,
    HEADERS,
  );
  expect(text).toContain('# Orders');

  await using load = startLoad({
    url: proxy.url,
    clients: CLIENTS,
    headers: HEADERS,
    body: QUERY,
    expected: text,
  });
  await answersAfter(load);
  for (const [replica, rest] of [
    [one, { one: false, other: true }],
    [other, { one: true, other: false }],
  ] as const) {
    const stopped = replica.stop();
    await inRotation(proxy, rest);
    await answersAfter(load);
    expect(await stopped).toEqual([0, null]);
    await answersAfter(load);
    const before = await requestsOf(proxy, replica);
    await replica.start();
    await inRotation(proxy, { one: true, other: true });
    await expect.poll(() => requestsOf(proxy, replica), EVENTUALLY).toBeGreaterThan(before + SOME);
    await answersAfter(load);
  }
  expect(load.failures).toEqual([]);
  expect(load.connects()).toBe(CLIENTS);
  process.stderr.write(`deploy/rolling.test.ts: ${name}: ${describeLoad(load)}\n`);
}

async function startDiscovery() {
  const server = await createDiscoveryServer({ token: SERVICE_TOKEN, environments: DEMO_ENVIRONMENTS });
  return { adminUrl: server.adminUrl, [Symbol.asyncDispose]: () => server.close() };
}

async function connectDbt(url: string, apiHost: string): Promise<void> {
  const { body } = await ask(
    `${url}/graphql`,
    `mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { message } } }`,
    { input: { apiHost, serviceToken: SERVICE_TOKEN } },
    HEADERS,
  );
  expect(body.data.configureDbtIntegration.userErrors).toEqual([]);
  await indexRead(url, HEADERS);
}

/** The proxy's own view is waited for. */
async function inRotation(proxy: ReverseProxy, wanted: Readonly<Record<string, boolean>>): Promise<void> {
  await expect
    .poll(async () => {
      const view = Object.entries(await proxy.view());
      return Object.fromEntries(view.map(([name, { inRotation: is }]) => [name, is]));
    }, EVENTUALLY)
    .toEqual(wanted);
}

async function requestsOf(proxy: ReverseProxy, { name }: Replica): Promise<number> {
  return (await proxy.view())[name]?.requests ?? 0;
}

async function answersAfter(load: Load): Promise<void> {
  const { length } = load.failures;
  const before = load.answered();
  await expect
    .poll(() => load.failures.length > length || load.answered() > before + SOME, EVENTUALLY)
    .toBe(true);
}

function describeLoad({ durationsMs, connects, failures }: Load): string {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number) => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)} ms`;
  return `${sorted.length} answers over ${connects()} connections, ${failures.length} failures; median ${at(0.5)}, 99 % ${at(0.99)}, slowest ${at(1)}`;
}
