import { expect, test } from 'vitest';
import { run } from '../support/artifact-folder.ts';
import { columns, model, notNull } from '../support/artifact-nodes.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

const DAY_BEFORE = '2026-11-25T02:00:05Z';
const DAY_BEFORE_MS = '2026-11-25T02:00:05.000Z';
const LATEST = '2026-11-26T02:00:05Z';

const staging = model('wh.marts.stg_orders', { description: 'About stg_orders.' });
const orders = model('wh.marts.orders', {
  description: 'About orders.',
  columns: columns({ id: 'Key.' }),
  depends_on: { nodes: [staging.unique_id] },
});
const tested = notNull(orders, 'id');
const nodes = [staging, orders, tested];

const TESTS = 'dbtTests { outcome failures message executedAt outdated }';
const HEALTH = 'dbt { health healthReasons }';

function dayBefore(verdict: { status: string; failures: number; message?: string }) {
  return run('build', DAY_BEFORE, {
    [staging.unique_id]: 'success',
    [orders.unique_id]: 'success',
    [tested.unique_id]: verdict,
  });
}

const FAILED = { status: 'fail', failures: 12, message: 'Got 12 results, configured to fail if != 0' };

/** The build in which `stg_orders` broke, so that everything behind it was skipped. */
const broken = run('build', LATEST, {
  [staging.unique_id]: { status: 'error', message: 'Database Error' },
  [orders.unique_id]: 'skipped',
  [tested.unique_id]: 'skipped',
});

test('a test that was skipped after it failed keeps its failure: DEGRADED', async () => {
  await using stack = await serve({ nodes, runs: [dayBefore(FAILED), broken] });
  const shown = {
    outcome: 'FAIL',
    failures: null,
    message: null,
    executedAt: DAY_BEFORE_MS,
    outdated: false,
  };
  const found = await tableFacts(stack, 'wh.marts.orders', `lastRefreshedAt ${TESTS} dbt { health }`);
  expect(found).toEqual({
    lastRefreshedAt: DAY_BEFORE_MS,
    dbtTests: [shown],
    dbt: { health: 'DEGRADED' },
  });
  expect(await columnFacts(stack, 'wh.marts.orders', 'id', TESTS)).toEqual({ dbtTests: [shown] });
  const { dbt } = await tableFacts(
    stack,
    'wh.marts.orders',
    'dbt { testSummary { outcome total failed skipped } }',
  );
  expect(dbt.testSummary).toEqual({ outcome: 'FAIL', total: 1, failed: 1, skipped: 0 });
});

test('its health names the failed test first, then the attempt that was skipped', async () => {
  await using stack = await serve({ nodes, runs: [dayBefore(FAILED), broken] });
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', HEALTH);
  expect(dbt.healthReasons).toEqual([
    expect.stringMatching(/test/i),
    expect.stringMatching(/skipped|cancelled/i),
  ]);
  const above = await tableFacts(stack, 'wh.marts.stg_orders', HEALTH);
  expect(above.dbt).toEqual({
    health: 'DEGRADED',
    healthReasons: [expect.stringMatching(/build/i), expect.stringMatching(/test/i)],
  });
});

test('a table that was skipped after its tests passed is CAUTION for the skipped attempt alone', async () => {
  const run26 = run('run', LATEST, {
    [staging.unique_id]: { status: 'error', message: 'Database Error' },
    [orders.unique_id]: 'skipped',
  });
  await using stack = await serve({ nodes, runs: [dayBefore({ status: 'pass', failures: 0 }), run26] });
  const found = await tableFacts(
    stack,
    'wh.marts.orders',
    `lastRefreshedAt ${TESTS} dbt { health freshness { lastAttemptStatus } }`,
  );
  expect(found).toEqual({
    lastRefreshedAt: DAY_BEFORE_MS,
    dbtTests: [{ outcome: 'PASS', failures: 0, message: null, executedAt: DAY_BEFORE_MS, outdated: false }],
    dbt: { health: 'CAUTION', freshness: { lastAttemptStatus: 'skipped' } },
  });
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', HEALTH);
  expect(dbt.healthReasons).toEqual([expect.stringMatching(/skipped|cancelled/i)]);
});

test('a test that was cancelled after it failed keeps its failure too', async () => {
  const cancelled = run('build', LATEST, {
    [orders.unique_id]: 'cancelled',
    [tested.unique_id]: 'cancelled',
  });
  await using stack = await serve({ nodes, runs: [dayBefore(FAILED), cancelled] });
  const found = await tableFacts(stack, 'wh.marts.orders', `lastRefreshedAt ${TESTS} dbt { health }`);
  expect(found).toEqual({
    lastRefreshedAt: DAY_BEFORE_MS,
    dbtTests: [
      { outcome: 'FAIL', failures: null, message: null, executedAt: DAY_BEFORE_MS, outdated: false },
    ],
    dbt: { health: 'DEGRADED' },
  });
});

test.each(['skipped', 'cancelled'])(
  'a test that never gave a verdict and was %s reads SKIPPED',
  async (word) => {
    const built = run('build', LATEST, {
      [staging.unique_id]: 'success',
      [orders.unique_id]: 'success',
      [tested.unique_id]: word,
    });
    await using stack = await serve({ nodes, runs: [built] });
    const found = await tableFacts(
      stack,
      'wh.marts.orders',
      `${TESTS} dbt { health testSummary { outcome total skipped notRun } }`,
    );
    expect(found).toEqual({
      dbtTests: [{ outcome: 'SKIPPED', failures: null, message: null, executedAt: null, outdated: false }],
      dbt: { health: 'CAUTION', testSummary: { outcome: 'UNKNOWN', total: 1, skipped: 1, notRun: 0 } },
    });
  },
);

test('a test that passed, was skipped, and then failed has the failure with its rows', async () => {
  const skipped = run('build', '2026-11-25T08:00:00Z', { [tested.unique_id]: 'skipped' });
  const failed = run('test', LATEST, { [tested.unique_id]: FAILED });
  await using stack = await serve({
    nodes,
    runs: [dayBefore({ status: 'pass', failures: 0 }), skipped, failed],
  });
  const { dbtTests } = await tableFacts(stack, 'wh.marts.orders', TESTS);
  expect(dbtTests).toEqual([
    {
      outcome: 'FAIL',
      failures: 12,
      message: FAILED.message,
      executedAt: '2026-11-26T02:00:05.000Z',
      outdated: false,
    },
  ]);
});

test('a test that was only compiled after it warned keeps its warning and its rows', async () => {
  const docs = run('generate', LATEST, { [orders.unique_id]: 'success', [tested.unique_id]: 'success' });
  await using stack = await serve({ nodes, runs: [dayBefore({ status: 'warn', failures: 3 }), docs] });
  const found = await tableFacts(stack, 'wh.marts.orders', `lastRefreshedAt ${TESTS} dbt { health }`);
  expect(found).toEqual({
    lastRefreshedAt: DAY_BEFORE_MS,
    dbtTests: [{ outcome: 'WARN', failures: 3, message: null, executedAt: DAY_BEFORE_MS, outdated: false }],
    dbt: { health: 'CAUTION' },
  });
});

test('a test that was only ever compiled has not run', async () => {
  const docs = run('generate', LATEST, { [orders.unique_id]: 'success', [tested.unique_id]: 'success' });
  const built = run('run', DAY_BEFORE, { [staging.unique_id]: 'success', [orders.unique_id]: 'success' });
  await using stack = await serve({ nodes, runs: [built, docs] });
  const found = await tableFacts(stack, 'wh.marts.orders', `${TESTS} dbt { health }`);
  expect(found).toEqual({
    dbtTests: [{ outcome: 'NOT_RUN', failures: null, message: null, executedAt: null, outdated: false }],
    dbt: { health: 'CAUTION' },
  });
});
