import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnFacts, table, tableFacts } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const MATCH = 'dbt { match { status reason candidates { uniqueId } } node { uniqueId } }';

test.each([
  ['marts.orders', 'EXACT', 'model.shop.orders'],
  ['marts.bike_catalog', 'EXACT', 'model.shop.dim_products'],
  ['marts.revenuebystore', 'FOLDED', 'model.shop.revenue_by_store'],
  ['raw.Shipments', 'FOLDED', 'source.shop.carrier.deliveries'],
  ['reference.products', 'EXACT', 'seed.shop.products'],
  ['reference.exchange_rates', 'CONFLICT', 'seed.shop.exchange_rates'],
  ['finance.monthly_revenue', 'EXACT', 'model.finance.monthly_revenue'],
])('%s is %s: %s', async (path, status, uniqueId) => {
  const { dbt } = await tableFacts(stack, path, MATCH);
  expect(dbt.match.status).toBe(status);
  expect(dbt.node).toEqual({ uniqueId });
  expect(dbt.match.candidates[0]).toEqual({ uniqueId });
  expect(dbt.match.reason.length).toBeGreaterThan(20);
});

test.each([
  ['reporting.abandoned_carts', 'NOT_BUILT', /no run has built it yet/],
  ['intermediate.int_order_totals', 'NOT_IN_DBT', /ephemeral/],
  ['scratch.customers', 'NOT_IN_DBT', /exists in schema `marts` and `raw`, not `scratch`/],
  ['elsewhere.marts.orders', 'NOT_IN_DBT', /`elsewhere`/],
  ['scratch.tmp_import', 'NOT_IN_DBT', /No dbt node has the relation/],
])('%s is %s, has no facts, and says what to do', async (path, status, reason) => {
  const facts = await tableFacts(
    stack,
    path,
    `dbtDescription lastRefreshedAt dbtTests { name } dbt { match { status reason } node { name } health asOf testSummary { outcome } }`,
  );
  expect(facts).toEqual({
    dbtDescription: null,
    lastRefreshedAt: null,
    dbtTests: null,
    dbt: {
      match: { status, reason: expect.stringMatching(reason) },
      node: null,
      health: 'UNKNOWN',
      asOf: null,
      testSummary: { outcome: 'NO_TESTS' },
    },
  });
});

test('a node tells what dbt knows of it, and where it stands', async () => {
  const { dbt } = await tableFacts(
    stack,
    'marts.customers',
    `dbt { asOf node { uniqueId resourceType name relationName packageName materialization tags meta rawCode compiledCode
       environment { id name projectName adapterType lastUpdatedAt } lastSuccessfulRun { status startedAt completedAt durationSeconds } } }`,
  );
  expect(dbt).toEqual({
    asOf: expect.stringMatching(/Z$/),
    node: {
      uniqueId: 'model.shop.customers',
      resourceType: 'MODEL',
      name: 'customers',
      relationName: '"warehouse"."marts"."customers"',
      packageName: 'shop',
      materialization: 'table',
      tags: expect.arrayContaining([expect.any(String)]),
      meta: expect.any(Object),
      rawCode: expect.stringContaining('ref('),
      compiledCode: expect.stringContaining('select'),
      environment: {
        id: '834',
        name: 'Production',
        projectName: 'shop',
        adapterType: 'duckdb',
        lastUpdatedAt: expect.stringMatching(/Z$/),
      },
      lastSuccessfulRun: {
        status: 'success',
        startedAt: expect.stringMatching(/Z$/),
        completedAt: expect.stringMatching(/Z$/),
        durationSeconds: expect.any(Number),
      },
    },
  });
});

test('two builders are both listed, highest priority first', async () => {
  const { dbt } = await tableFacts(
    stack,
    'reference.exchange_rates',
    'dbt { match { candidates { uniqueId environment { id } } } }',
  );
  expect(dbt.match.candidates).toEqual([
    { uniqueId: 'seed.shop.exchange_rates', environment: { id: '834' } },
    { uniqueId: 'seed.finance.exchange_rates', environment: { id: '912' } },
  ]);
});

test.each([
  ['marts.orders', 'ORDER_ID', 'FOLDED'],
  ['marts.RevenueByStore', 'StoreCode', 'EXACT'],
  ['marts.orders', 'no_such_column', 'NOT_IN_DBT'],
  ['scratch.tmp_import', 'id', 'TABLE_NOT_MATCHED'],
])('column %s.%s is %s', async (path, name, status) => {
  const { dbt } = await columnFacts(stack, path, name, 'dbt { match { status reason } }');
  expect(dbt.match).toEqual({ status, reason: expect.stringMatching(/.{10,}/) });
});

test('a column has its type, position, tags, meta and roll-up', async () => {
  const fields = 'dbt { dataType index tags meta testSummary { outcome total } asOf }';
  expect(await columnFacts(stack, 'marts.orders', 'order_id', fields)).toEqual({
    dbt: {
      dataType: 'BIGINT',
      index: 1,
      tags: [],
      meta: {},
      testSummary: { outcome: 'PASS', total: 2 },
      asOf: expect.stringMatching(/Z$/),
    },
  });
});

test('the lookup for admins gives the same metadata as the entity', async () => {
  const { database, schema, name } = table('marts.orders');
  const metadata =
    'match { status reason candidates { uniqueId } } node { uniqueId tags } freshness { refreshedAt basis } testSummary { outcome total } health';
  const { body } = await stack.query(
    `query ($database: String, $schema: String!, $name: String!) {
       dbtLookup(database: $database, schema: $schema, name: $name) { ${metadata} } }`,
    { database, schema, name },
  );
  const { dbt } = await tableFacts(stack, 'marts.orders', `dbt { ${metadata} }`);
  expect(body).toEqual({ data: { dbtLookup: dbt } });
});
