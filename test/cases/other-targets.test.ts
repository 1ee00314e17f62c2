import { expect, test } from 'vitest';
import { type Result, run } from '../support/artifact-folder.ts';
import { model, notNull } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

// Developers run the same project into schemas of their own, and leave their results in the same folder.

const orders = model('db.sch.orders', { description: 'Orders.' });
const other = model('db.sch.other', { description: 'Other.' });
const tested = notNull(orders, 'id');

const DEV_ORDERS = '"db"."dev_ann"."orders"';
const ofDev = (status: string): Result => ({ status, relationName: DEV_ORDERS });

const prodRun = run('run', '2026-11-20T04:03:00Z', { [orders.unique_id]: 'success' });
const devRun = run('run', '2026-11-20T04:22:00Z', { [orders.unique_id]: ofDev('success') });
const devFailure = run('run', '2026-11-20T04:32:00Z', { [orders.unique_id]: ofDev('error') });

const FIELDS = 'lastRefreshedAt dbt { match { status } health freshness { lastAttemptStatus } }';

test('a run into another schema is no execution of this table', async () => {
  await using stack = await serve({
    adapterType: 'postgres',
    nodes: [orders],
    runs: [devFailure, prodRun, devRun],
  });
  expect(await tableFacts(stack, 'db.sch.orders', FIELDS)).toEqual({
    lastRefreshedAt: '2026-11-20T04:03:00.000Z',
    dbt: { match: { status: 'EXACT' }, health: 'CAUTION', freshness: { lastAttemptStatus: 'success' } },
  });
  const { dbt } = await tableFacts(
    stack,
    'db.sch.orders',
    'dbt { healthReasons node { lastRun { status error } } }',
  );
  expect(dbt).toEqual({
    healthReasons: [expect.stringMatching(/test/i)],
    node: { lastRun: { status: 'success', error: null } },
  });
});

test('a table that was only ever built elsewhere is not built', async () => {
  await using stack = await serve({ adapterType: 'postgres', nodes: [orders], runs: [devRun, devFailure] });
  const found = await tableFacts(stack, 'db.sch.orders', 'lastRefreshedAt dbt { match { status } health }');
  expect(found).toEqual({
    lastRefreshedAt: null,
    dbt: { match: { status: 'NOT_BUILT' }, health: 'UNKNOWN' },
  });
});

test('a model whose alias has changed since is not built under its new name', async () => {
  const renamed = model('db.sch.orders_v2');
  const runs = [
    run('run', '2026-11-20T04:03:00Z', {
      [renamed.unique_id]: { status: 'success', relationName: '"db"."sch"."orders"' },
      [other.unique_id]: 'success',
    }),
  ];
  await using stack = await serve({ adapterType: 'postgres', nodes: [renamed, other], runs });
  const { dbt } = await tableFacts(stack, 'db.sch.orders_v2', 'dbt { match { status } }');
  expect(dbt.match.status).toBe('NOT_BUILT');
});

test.each([
  ['postgres', 'db.sch.orders'],
  ['postgres', '"db"."sch"."orders"'],
  ['snowflake', 'DB.SCH.ORDERS'],
  ['snowflake', '"DB"."SCH"."ORDERS"'],
  ['databricks', '`db`.`sch`.`orders`'],
  ['sqlserver', '[db].[sch].[orders]'],
])('on %s a result of %s is one of "db"."sch"."orders"', async (adapterType, relationName) => {
  const runs = [
    run('run', '2026-11-20T04:03:00Z', { [orders.unique_id]: { status: 'success', relationName } }),
  ];
  await using stack = await serve({ adapterType, nodes: [orders], runs });
  const { lastRefreshedAt } = await tableFacts(stack, 'db.sch.orders', 'lastRefreshedAt');
  expect(lastRefreshedAt).toBe('2026-11-20T04:03:00.000Z');
});

test('a result that does not say which relation it built is one of the node', async () => {
  const untold = { status: 'success', relationName: null };
  const runs = [prodRun, run('run', '2026-11-20T04:22:00Z', { [orders.unique_id]: untold })];
  await using stack = await serve({ adapterType: 'postgres', nodes: [orders], runs });
  const { lastRefreshedAt } = await tableFacts(stack, 'db.sch.orders', 'lastRefreshedAt');
  expect(lastRefreshedAt).toBe('2026-11-20T04:22:00.000Z');
});

test('tests beside builds of another target judge other rows: they do not count either', async () => {
  const prodBuild = run('build', '2026-11-20T04:03:00Z', {
    [orders.unique_id]: 'success',
    [tested.unique_id]: { status: 'pass', failures: 0 },
  });
  const devBuild = run('build', '2026-11-20T04:22:00Z', {
    [orders.unique_id]: ofDev('success'),
    [tested.unique_id]: { status: 'fail', failures: 40 },
  });
  await using stack = await serve({
    adapterType: 'postgres',
    nodes: [orders, tested],
    runs: [devBuild, prodBuild],
  });
  expect(
    await tableFacts(stack, 'db.sch.orders', 'dbtTests { outcome failures executedAt } dbt { health }'),
  ).toEqual({
    dbtTests: [{ outcome: 'PASS', failures: 0, executedAt: '2026-11-20T04:03:00.000Z' }],
    dbt: { health: 'HEALTHY' },
  });
});

test('tests that ran in a build of another target alone have not run', async () => {
  const devBuild = run('build', '2026-11-20T04:22:00Z', {
    [orders.unique_id]: ofDev('success'),
    [tested.unique_id]: { status: 'fail', failures: 40 },
  });
  await using stack = await serve({
    adapterType: 'postgres',
    nodes: [orders, tested],
    runs: [prodRun, devBuild],
  });
  const { dbtTests } = await tableFacts(stack, 'db.sch.orders', 'dbtTests { outcome failures executedAt }');
  expect(dbtTests).toEqual([{ outcome: 'NOT_RUN', failures: null, executedAt: null }]);
});

test('one table under another name does not make a file one of another target', async () => {
  const build = run('build', '2026-11-20T04:22:00Z', {
    [other.unique_id]: { status: 'success', relationName: '"db"."sch"."other_before"' },
    [orders.unique_id]: 'success',
    [tested.unique_id]: { status: 'fail', failures: 2 },
  });
  await using stack = await serve({ adapterType: 'postgres', nodes: [orders, other, tested], runs: [build] });
  expect(await tableFacts(stack, 'db.sch.orders', 'lastRefreshedAt dbtTests { outcome failures }')).toEqual({
    lastRefreshedAt: '2026-11-20T04:22:00.000Z',
    dbtTests: [{ outcome: 'FAIL', failures: 2 }],
  });
});

test('a file of tests alone names no target: its verdicts count', async () => {
  const tests = run('test', '2026-11-20T04:30:00Z', { [tested.unique_id]: { status: 'warn', failures: 2 } });
  await using stack = await serve({
    adapterType: 'postgres',
    nodes: [orders, tested],
    runs: [prodRun, tests],
  });
  const { dbtTests } = await tableFacts(stack, 'db.sch.orders', 'dbtTests { outcome failures }');
  expect(dbtTests).toEqual([{ outcome: 'WARN', failures: 2 }]);
});
