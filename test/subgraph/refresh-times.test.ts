import { afterAll, beforeAll, expect, test } from 'vitest';
import { executedAt, maxLoadedAt } from '../support/demo-artifacts.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test.each([
  ['marts.orders', 'MODEL_BUILD', executedAt('834', 'build', 'model.shop.orders')],
  ['marts.order_items', 'MODEL_BUILD', executedAt('834', 'refresh', 'model.shop.order_items')],
  ['staging.stg_orders', 'VIEW_DEFINITION', executedAt('834', 'build', 'model.shop.stg_orders')],
  ['reference.products', 'SEED_LOAD', executedAt('834', 'build', 'seed.shop.products')],
  [
    'snapshots.customers_history',
    'SNAPSHOT',
    executedAt('834', 'refresh', 'snapshot.shop.customers_history'),
  ],
  ['raw.customers', 'SOURCE_MAX_LOADED_AT', maxLoadedAt('834', 'source.shop.shop_app.customers')],
  ['finance.monthly_revenue', 'MODEL_BUILD', executedAt('912', 'build', 'model.finance.monthly_revenue')],
])('%s was refreshed when %s says', async (path, basis, instant) => {
  const fields = 'lastRefreshedAt dbt { freshness { refreshedAt basis unknownReason } }';
  expect(await tableFacts(stack, path, fields)).toEqual({
    lastRefreshedAt: instant,
    dbt: { freshness: { refreshedAt: instant, basis, unknownReason: null } },
  });
});

test('a later attempt that failed does not move the refresh time; it shows as the last run', async () => {
  const { lastRefreshedAt, dbt } = await tableFacts(
    stack,
    'marts.deliveries',
    `lastRefreshedAt dbt { health freshness { lastAttemptedAt lastAttemptStatus }
       node { lastRun { status error completedAt } lastSuccessfulRun { status completedAt } } }`,
  );
  expect(lastRefreshedAt).toBe(executedAt('834', 'build', 'model.shop.deliveries'));
  expect(dbt).toMatchObject({
    health: 'DEGRADED',
    freshness: { lastAttemptStatus: 'error' },
    node: { lastRun: { status: 'error' }, lastSuccessfulRun: { completedAt: lastRefreshedAt } },
  });
  expect(Date.parse(dbt.freshness.lastAttemptedAt)).toBeGreaterThan(Date.parse(lastRefreshedAt));
  expect(dbt.node.lastRun.error).toContain('Error');
});

test.each([
  ['raw.returns', 'a date in year 1', /found no date/],
  ['raw.order_items', 'no freshness check', /has not checked/],
  ['raw.Shipments', 'a check that failed', /has not checked/],
])('%s, with %s, has no refresh time and says why', async (path, _because, reason) => {
  const fields = 'lastRefreshedAt dbt { freshness { basis unknownReason } }';
  const { lastRefreshedAt, dbt } = await tableFacts(stack, path, fields);
  expect(lastRefreshedAt).toBeNull();
  expect(dbt.freshness).toEqual({ basis: 'UNKNOWN', unknownReason: expect.stringMatching(reason) });
});

test.each([
  ['raw.customers', 'PASS'],
  ['raw.orders', 'WARN'],
  ['raw.payments', 'ERROR'],
  ['raw.order_items', null],
  ['marts.orders', null],
])("the freshness verdict of %s is dbt's: %s", async (path, sourceStatus) => {
  const { dbt } = await tableFacts(stack, path, 'dbt { freshness { sourceStatus } }');
  expect(dbt.freshness.sourceStatus).toBe(sourceStatus);
});

test('a model keeps its own refresh time beside the freshness verdict of a source on the same table', async () => {
  const { lastRefreshedAt, dbt } = await tableFacts(
    stack,
    'marts.payments',
    'lastRefreshedAt dbt { health freshness { basis sourceStatus sourceCheckedAt } }',
  );
  expect(lastRefreshedAt).toBe(executedAt('834', 'build', 'model.shop.payments'));
  expect(dbt).toEqual({
    health: 'DEGRADED',
    freshness: { basis: 'MODEL_BUILD', sourceStatus: 'ERROR', sourceCheckedAt: expect.any(String) },
  });
});

test('a column has the refresh time of its table, also one that dbt does not know', async () => {
  const lastRefreshedAt = executedAt('834', 'build', 'model.shop.orders');
  for (const name of ['order_id', 'no_such_column']) {
    expect(await columnFacts(stack, 'marts.orders', name, 'lastRefreshedAt')).toEqual({ lastRefreshedAt });
  }
});
