import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPage, rowsOf } from '../pages/page.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

/** What the demo's warehouse is there to show of upstream. */

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ now: () => Date.parse('2026-11-24T09:00:00Z') });
});
afterAll(() => stack.stop());

const QUERY = `query ($tables: [_Any!]!) { _entities(representations: $tables) { ... on Table {
  lastRefreshedAt
  dbt { freshness { lastAttemptStatus } testSummary { outcome } healthReasons
    upstream { dataAsOf sourceStatus sources { node { uniqueId environment { id } } maxLoadedAt }
      failing { node { uniqueId environment { id } } distance reason } } } } } }`;

async function ask(schema: string, name: string) {
  const tables = [{ __typename: 'Table', database: 'warehouse', schema, name }];
  const { body } = await stack.query(QUERY, { tables });
  expect(body.errors).toBeUndefined();
  return body.data._entities[0];
}

const inShop = (uniqueId: string) => ({ uniqueId, environment: { id: '834' } });
const inFinance = (uniqueId: string) => ({ uniqueId, environment: { id: '912' } });

test('a table that is fresh by itself is as old as the source it is made of', async () => {
  const { lastRefreshedAt, dbt } = await ask('intermediate', 'order_payments');
  expect(lastRefreshedAt).toBe('2026-11-23T15:31:49.927Z');
  expect(dbt).toMatchObject({
    freshness: { lastAttemptStatus: 'success' },
    upstream: { dataAsOf: '2024-04-30T06:00:00.000Z', sourceStatus: 'ERROR', failing: [] },
    healthReasons: ['The freshness of source shop_app.payments upstream is in error.'],
  });
});

test('a table with nothing wrong of its own is broken from two levels above, in another project', async () => {
  const { dbt } = await ask('finance', 'delivery_credits');
  expect(dbt).toMatchObject({
    freshness: { lastAttemptStatus: 'success' },
    testSummary: { outcome: 'PASS' },
  });
  expect(dbt.upstream.failing).toEqual([
    { node: inShop('model.shop.deliveries'), distance: 2, reason: 'Its last build ended with "error".' },
  ]);
});

test("a source that another project builds is followed to that project's sources", async () => {
  const { dbt } = await ask('finance', 'reconciled_payments');
  expect(dbt.upstream.sources).toEqual([
    { node: inShop('source.shop.shop_app.payments'), maxLoadedAt: '2024-04-30T06:00:00.000Z' },
    { node: inFinance('source.finance.shop.payments'), maxLoadedAt: '2024-04-30T06:00:00.000Z' },
    { node: inFinance('source.finance.bank.transactions'), maxLoadedAt: expect.stringMatching(/^2026-/) },
  ]);
});

test('of two sources over one relation, the one whose load time is known tells as of when the data is', async () => {
  const { lastRefreshedAt, dbt } = await ask('raw', 'bank_transactions');
  expect(lastRefreshedAt).not.toBeNull();
  expect(dbt.upstream).toMatchObject({ dataAsOf: lastRefreshedAt, failing: [] });
});

test.each(rowsOf(readPage('docs/upstream.md')))(
  'docs/upstream.md tells what %s is answered: %s',
  async (table, _, cell) => {
    const [, schema = '', name = ''] = /`(\w+)\.(\w+)`/.exec(table ?? '') ?? [];
    const { lastRefreshedAt, dbt } = await ask(schema, name);
    expect({ lastRefreshedAt, upstream: dbt.upstream }).toMatchObject(JSON.parse(cell?.slice(1, -1) ?? ''));
  },
);

test('what is above one table costs dbt nothing once the graph is read for another', async () => {
  await ask('finance', 'delivery_credits');
  await ask('marts', 'orders');
  stack.discovery.requests.clear();
  const { dbt } = await ask('marts', 'orders');
  expect(dbt.upstream.sources.length).toBeGreaterThan(1);
  expect(stack.discovery.requests.discovery()).toEqual([]);
});
