import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startSystem, TABLES } from '../faults/system.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { startIssuer } from '../security/issuer.ts';
import { ask } from '../support/ask.ts';
import { scrape } from '../support/exposition.ts';
import { startStack } from '../support/start-stack.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STORE = 'dbt_subgraph_store_operation_duration_seconds_count';
const CACHE = 'dbt_subgraph_cache_operation_duration_seconds_count';

test('a store that cannot be read: not ready, and its operations fail, until it is back', async () => {
  await using system = await startSystem();
  const { one, clock } = system;
  using db = new DatabaseSync(system.storeUrl.replace('sqlite://', ''));
  const before = await scrape(one.url);
  expect(before.sum(STORE, { outcome: 'failed' })).toBe(0);
  db.exec('ALTER TABLE dbt_integrations RENAME TO elsewhere');
  db.exec('ALTER TABLE dbt_integration_revisions RENAME TO elsewhere_too');
  clock.turn(6000);
  expect((await one.page()).codes).toEqual(['STORE_UNAVAILABLE']);
  const during = await scrape(one.url);
  expect(during.value(STORE, { operation: 'read', outcome: 'failed' })).toBe(1);
  expect(during.value('dbt_subgraph_ready')).toBe(0);
  expect(during.value('dbt_subgraph_graphql_errors_total', { code: 'STORE_UNAVAILABLE' })).toBe(1);
  db.exec('ALTER TABLE elsewhere RENAME TO dbt_integrations');
  db.exec('ALTER TABLE elsewhere_too RENAME TO dbt_integration_revisions');
  expect((await one.page()).codes).toEqual([]);
  expect((await scrape(one.url)).value('dbt_subgraph_ready')).toBe(1);
});

test('facts that cannot be read again get older, and after a day none are served', async () => {
  await using system = await startSystem();
  const { one, clock } = system;
  const ageOf = async () => (await scrape(one.url)).value('dbt_subgraph_environment_facts_age_seconds');
  await one.page();
  expect(await ageOf()).toBeLessThan(5 * 60);
  await system.discovery.close();
  clock.turn(20 * MINUTE_MS);
  expect(await ageOf()).toBeUndefined();
  expect((await one.page()).codes).toEqual([]);
  expect(await ageOf()).toBeGreaterThanOrEqual(20 * 60);
  clock.turn(23 * HOUR_MS);
  await one.page();
  expect(await ageOf()).toBeGreaterThanOrEqual(23 * 60 * 60);
  clock.turn(HOUR_MS);
  await one.page();
  expect(await ageOf()).toBeUndefined();
});

test('tables that were asked for are told by the status of their latest answer, for a day', async () => {
  await using system = await startSystem();
  const { one, clock } = system;
  const counted = async () => {
    // What was counted is told again for half a minute.
    clock.turn(30_000);
    const { families } = await scrape(one.url);
    const { samples = [] } = families.find(({ name }) => name === 'dbt_subgraph_coverage_tables') ?? {};
    return Object.fromEntries(
      samples.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.status, value]),
    );
  };
  // Whether the index is read was asked of a table that nobody has.
  expect(await counted()).toEqual({ NOT_IN_DBT: 1 });
  const { statuses } = await one.page([...TABLES, 'nowhere.at_all']);
  const expected: Record<string, number> = { NOT_IN_DBT: 1 };
  for (const status of statuses) expected[status] = (expected[status] ?? 0) + 1;
  expect(await counted()).toEqual(expected);
  // By the executor, and more than once.
  await one.query(
    'query ($r: [_Any!]!) { dbtIntegration { status } _entities(representations: $r) { ... on Table { dbtDescription } } }',
    {
      r: [{ __typename: 'Table', database: 'warehouse', schema: 'nowhere', name: 'either' }],
    },
  );
  await one.page();
  expect(await counted()).toEqual({ ...expected, NOT_IN_DBT: (expected.NOT_IN_DBT ?? 0) + 1 });
  await one.query('mutation { removeDbtIntegration { removed } }');
  await one.page(['marts.orders']);
  expect(await counted()).toEqual({ NOT_CONFIGURED: 1 });
  clock.turn(25 * HOUR_MS);
  expect(await counted()).toEqual({});
});

test('what is kept in a file is told by operation, and a file that cannot be used as a failure', async () => {
  using folder = temporaryFolder();
  await using system = await startSystem({
    env: { CACHE_URL: `sqlite://${folder.path}/cache.sqlite` },
    sharedCacheDeadlineMs: 10_000,
  });
  await system.one.page();
  const disk = async (labels: Readonly<Record<string, string>>) =>
    (await scrape(system.one.url)).sum(CACHE, { layer: 'disk', ...labels });
  await expect.poll(() => disk({ operation: 'set', outcome: 'ok' })).toBeGreaterThan(0);
  expect(await disk({ operation: 'get', outcome: 'ok' })).toBeGreaterThan(0);
  expect(await disk({ outcome: 'failed' })).toBe(0);
  expect((await scrape(system.one.url)).value('dbt_subgraph_disk_cache_failures_total')).toBe(0);
  const other = await system.startReplica({ CACHE_URL: 'sqlite://package.json/cache.sqlite' });
  await other.page();
  await expect
    .poll(async () => (await scrape(other.url)).value('dbt_subgraph_disk_cache_failures_total'))
    .toBeGreaterThan(0);
});

test('deliveries of the webhook are told by outcome', async () => {
  await using system = await startSystem({ webhook: true });
  await system.deliver({ eventId: 'wev_1' });
  await system.deliver({ eventId: 'wev_1' });
  await system.deliver({ secret: 'another-secret-0001' });
  await system.deliver({ environmentId: '1' });
  await system.deliver({ sentAtMs: system.clock.now() - HOUR_MS });
  await system.deliver({ body: '{}' });
  await system.deliver({ padding: 100_000 });
  const { value, sum } = await scrape(system.one.url);
  const outcomes = ['accepted', 'repeated', 'forged', 'ignored', 'too_old', 'malformed', 'unreadable'];
  const told = outcomes.map((outcome) => value('dbt_subgraph_webhooks_total', { outcome }));
  expect(told).toEqual(outcomes.map(() => 1));
  expect(sum('dbt_subgraph_refused_callers_total')).toBe(1);
});

test('callers who are refused are told by why', async () => {
  const issuer = await startIssuer();
  await using stack = await startStack({ connect: false, env: issuer.env });
  const say = (headers: Readonly<Record<string, string>>) =>
    ask(`${stack.url}/graphql`, '{ dbtIntegration { status } }', {}, headers);
  await say({});
  await say({ authorization: 'Basic YTpi' });
  await say({ authorization: 'Bearer a.b.c' });
  await say(await issuer.bearer({ exp: 1 }));
  await say(await issuer.bearer({ tenant: 7 }));
  await say(await issuer.bearer());
  const { value, sum } = await scrape(stack.url);
  const told = (reason: string) => value('dbt_subgraph_refused_callers_total', { reason });
  expect([told('no_token'), told('token_invalid'), told('token_expired'), told('unusable_identity')]).toEqual(
    [2, 1, 1, 1],
  );
  expect(sum('dbt_subgraph_refused_callers_total')).toBe(5);
  expect(value('dbt_subgraph_graphql_errors_total', { code: 'UNAUTHENTICATED' })).toBe(5);
});
