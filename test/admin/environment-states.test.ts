import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startReading, TABLE } from '../faults/index-jobs-fixture.ts';
import { type Replica, startSystem } from '../faults/system.ts';
import { createClock, temporaryFolder } from '../integrations/builders.ts';
import { run, writeArtifacts } from '../support/artifact-folder.ts';
import { model, source } from '../support/artifact-nodes.ts';
import type { Parsed } from '../support/ask.ts';
import { NO_REDIS, REDIS_BINARY, startRedis } from '../support/redis-server.ts';
import { adminOf, type Graph, readTable, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_the-only-token-0001';
const STATES = `environmentStates { environment { id name lastUpdatedAt } status nodes lastReadAt lastChangedAt hasCatalog
  lastFailure { code message at } }`;
const NOTHING_KNOWN = {
  status: 'NOT_READ',
  nodes: 0,
  lastReadAt: null,
  lastChangedAt: null,
  hasCatalog: null,
  lastFailure: null,
};

async function statesOf({ ask }: Pick<Graph, 'ask'>): Promise<Parsed> {
  const { body } = await ask(`{ dbtIntegration { ${STATES} } }`);
  expect(body.errors).toBeUndefined();
  return body.data.dbtIntegration.environmentStates;
}

async function stateOn(replica: Replica): Promise<Parsed> {
  const { data } = await replica.query(`{ dbtIntegration { ${STATES} } }`);
  return data.dbtIntegration.environmentStates[0];
}

async function start(env: Readonly<Record<string, string>> = {}) {
  const dbt = await startDiscovery({ tokens: [{ token: TOKEN, permission: 'full' }] });
  const clock = createClock();
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl, ...env }, clock.now);
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['912', '834'] };
  await adminOf(graph).configure(input);
  return { dbt, clock, graph, input };
}

const statuses = (states: readonly Parsed[]) => states.map(({ status }: Parsed) => status);

test('environments that were read are READY, in their order, with what is known of them', async () => {
  const { graph } = await start();
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  const [finance, shop] = await statesOf(graph);
  expect(shop).toMatchObject({
    environment: { id: '834', name: 'Production' },
    lastReadAt: '2026-03-01T12:00:00.000Z',
    hasCatalog: true,
    lastFailure: null,
  });
  expect(shop.environment.lastUpdatedAt).toMatch(/^20\d\d-/);
  expect(shop.lastChangedAt).toBe(shop.environment.lastUpdatedAt);
  expect(shop.nodes).toBeGreaterThan(finance.nodes);
  expect(finance.nodes).toBeGreaterThan(0);
  const { body } = await graph.ask('{ dbtIntegration { environments { id lastUpdatedAt } } }');
  expect(body.data.dbtIntegration.environments).toEqual([
    { id: '912', lastUpdatedAt: finance.environment.lastUpdatedAt },
    { id: '834', lastUpdatedAt: shop.environment.lastUpdatedAt },
  ]);
});

test('looking at the states asks dbt for nothing, however old they are', async () => {
  const { dbt, clock, graph } = await start();
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  dbt.requests.clear();
  for (const minutes of [1, 20, 23 * 60]) {
    clock.advance(minutes * 60_000);
    expect(statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  }
  // Older than facts are served.
  clock.advance(2 * 60 * 60_000);
  expect(await statesOf(graph)).toMatchObject([NOTHING_KNOWN, NOTHING_KNOWN]);
  expect(dbt.requests.all()).toEqual([]);
});

test('an environment without generated docs says so', async () => {
  const nodes = [model('wh.marts.orders'), model('wh.marts.customers'), source('raw', 'wh.raw.orders')];
  const results = Object.fromEntries(nodes.map(({ unique_id }) => [unique_id, 'success']));
  await using project = writeArtifacts({ nodes, runs: [run('build', '2026-02-28T02:00:05Z', results)] });
  const { graph } = await startWith(project.artifactsPath);
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY']);
  expect(await statesOf(graph)).toMatchObject([{ nodes: 3, hasCatalog: false }]);
});

async function startWith(artifactsPath: string) {
  const dbt = await startDiscovery({
    tokens: [{ token: TOKEN, permission: 'full' }],
    environments: [{ id: 7, artifactsPath }],
  });
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl });
  await adminOf(graph).configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['7'] });
  return { dbt, graph };
}

test('dbt fails: what is known is STALE until dbt answers again; what was forgotten meanwhile is FAILED', async () => {
  const { dbt, clock, graph } = await start();
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  dbt.switchboard.set({ status: 503, only: 'discovery' });
  clock.advance(31_000);
  await readTable(graph);
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['STALE', 'STALE']);
  expect((await statesOf(graph))[1]).toMatchObject({
    lastReadAt: '2026-03-01T12:00:00.000Z',
    lastFailure: { code: 'DBT_UNREACHABLE', at: '2026-03-01T12:00:31.000Z' },
  });

  await adminOf(graph).refresh();
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['FAILED', 'FAILED']);
  expect((await statesOf(graph))[1]).toMatchObject({
    nodes: 0,
    lastReadAt: null,
    hasCatalog: null,
    lastFailure: { code: 'DBT_UNREACHABLE' },
  });

  dbt.switchboard.reset();
  clock.advance(31_000);
  await readTable(graph);
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  expect((await statesOf(graph))[1]).toMatchObject({ lastFailure: { code: 'DBT_UNREACHABLE' } });
});

test('an environment that fails says nothing of the others', async () => {
  const { dbt, clock, graph } = await start();
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  dbt.switchboard.set({ nullEdges: true, onlyEnvironment: 834 });
  clock.advance(16 * 60_000);
  await readTable(graph);
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'STALE']);
  expect((await statesOf(graph))[0].lastFailure).toBeNull();
});

test('a webhook is the last change', async () => {
  await using system = await startSystem();
  await expect.poll(async () => (await stateOn(system.one)).status).toBe('READY');
  const before = system.clock.now();
  expect((await system.deliver()).status).toBe(200);
  expect(Date.parse((await stateOn(system.one)).lastChangedAt)).toBeGreaterThanOrEqual(before);
});

test('while the first read is under way its nodes are told as they come', async () => {
  await using system = await startReading();
  await system.begin();
  const pages = await system.stopAt(30);
  expect(await stateOn(system.one)).toMatchObject({ status: 'LOADING', nodes: 2 * pages, lastReadAt: null });
  expect(await stateOn(system.one)).toMatchObject({ hasCatalog: null, lastFailure: null });
});

test('an integration that was just saved is LOADING at once', async () => {
  await using system = await startReading();
  await system.idle();
  system.discovery.switchboard.set({ hang: true, only: 'discovery' });
  const { data } = await system.one.query(
    `mutation { refreshDbtMetadata { integration { environmentStates { status nodes } } } }`,
  );
  expect(data.refreshDbtMetadata.integration.environmentStates).toEqual([{ status: 'LOADING', nodes: 0 }]);
});

test('a process that was started again knows what stands on disk, before anybody asks', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const env = {
    STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
    CACHE_URL: `sqlite://${join(folder.path, 'cache.sqlite')}`,
  };
  const { dbt, clock, graph } = await start(env);
  await expect.poll(async () => statuses(await statesOf(graph))).toEqual(['READY', 'READY']);
  const known = await statesOf(graph);
  await graph.stop();
  dbt.requests.clear();
  const next = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl, ...env }, clock.now);
  expect(await statesOf(next)).toEqual(known);
  expect(dbt.requests.all()).toEqual([]);
});

test('a process without anything but the store has NOT_READ its environments', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const env = { STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}` };
  const { dbt, graph } = await start(env);
  const other = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl, ...env });
  await graph.stop();
  expect(await statesOf(other)).toMatchObject([NOTHING_KNOWN, NOTHING_KNOWN]);
  const environments = '{ dbtIntegration { environments { id lastUpdatedAt } } }';
  expect((await other.ask(environments)).body.data.dbtIntegration.environments).toEqual([
    { id: '912', lastUpdatedAt: null },
    { id: '834', lastUpdatedAt: null },
  ]);
});

describe.skipIf(REDIS_BINARY === null)('with Redis', () => {
  test('a replica that has read nothing tells what the other one has read', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    await expect.poll(async () => (await stateOn(system.one)).status).toBe('READY');
    const known = await stateOn(system.one);
    await expect.poll(() => stateOn(system.other)).toEqual(known);
    expect(known.nodes).toBeGreaterThan(0);
  });

  test('how far the other one is, and how dbt failed there', async () => {
    await using redis = await startRedis();
    // The caller gives up long before the page that hangs does.
    const env = { DBT_DEADLINE_MS: '1000' };
    await using system = await startReading({ replicas: 2, redisUrl: redis.url, env });
    await system.begin();
    const pages = await system.stopAt(20);
    await expect.poll(() => stateOn(system.other)).toMatchObject({ status: 'LOADING', nodes: 2 * pages });
    system.discovery.switchboard.set({ status: 401 });
    system.clock.turn(61_000);
    await system.one.page(TABLE);
    const failed = { status: 'FAILED', lastFailure: { code: 'DBT_TOKEN_REJECTED' } };
    await expect.poll(() => stateOn(system.one)).toMatchObject(failed);
    await expect.poll(() => stateOn(system.other)).toMatchObject(failed);
  });
});

if (REDIS_BINARY === null) process.stderr.write(`admin/environment-states.test.ts, two tests: ${NO_REDIS}\n`);
