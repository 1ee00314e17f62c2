import { expect, test, vi } from 'vitest';
import { callsByEnvironment, callsNamed, operationNames } from '../support/discovery-calls.ts';
import { askEntities, column, entities, table } from '../support/entities.ts';
import { PATIENT } from '../support/patience.ts';
import { startStack } from '../support/start-stack.ts';

const TABLES = [
  'marts.orders',
  'marts.customers',
  'marts.payments',
  'reference.products',
  'raw.customers',
  'finance.monthly_revenue',
].map(table);
const COLUMNS = [
  column('marts.orders', 'order_id'),
  column('marts.orders', 'status'),
  column('marts.customers', 'email'),
  column('finance.monthly_revenue', 'amount'),
];
const FACTS = 'dbtDescription lastRefreshedAt dbtTests { name outcome severity }';
const SELECTIONS = `... on Table { ${FACTS} dbt { health } } ... on Column { ${FACTS} meta: dbt { dataType } }`;

// The applied state of both environments was read when the integration was saved; what is counted here is the severities of tests, which
// are selected, and the details.

test('many tables and columns at once cost one read of details per environment beside the severities, and nothing the second time', async () => {
  await using stack = await startStack();
  const cold = await entities(stack, [...TABLES, ...COLUMNS], SELECTIONS);
  expect(callsByEnvironment(stack)).toEqual({ '834': 2, '912': 2 });
  expect(operationNames(stack)).toEqual(['DbtIndex', 'DbtIndex', 'DbtNodeDetails', 'DbtNodeDetails']);
  for (const { query } of callsNamed(stack, 'DbtIndex'))
    expect(query).not.toMatch(/(?<!graph_models: )models\(/);
  stack.discovery.requests.clear();
  expect(await entities(stack, [...TABLES, ...COLUMNS], SELECTIONS)).toEqual(cold);
  expect(stack.discovery.requests.all()).toEqual([]);
});

test('a second query reads only what is not known yet', async () => {
  await using stack = await startStack();
  await entities(stack, TABLES, '... on Table { dbtDescription }');
  stack.discovery.requests.clear();
  await entities(stack, TABLES, '... on Table { dbtDescription dbtTests { name } }');
  expect(operationNames(stack)).toEqual(['DbtNodeDetails', 'DbtNodeDetails']);
  expect(stack.discovery.requests.discovery()[0]?.query).not.toContain('description materializedType');
});

test('an absence is remembered', async () => {
  await using stack = await startStack();
  const unknown = [table('scratch.tmp_import'), table('scratch.customers')];
  await entities(stack, unknown, '... on Table { dbt { match { status reason } } }');
  stack.discovery.requests.clear();
  await entities(stack, unknown, '... on Table { dbt { match { status reason } } }');
  expect(stack.discovery.requests.all()).toEqual([]);
});

test('Table and Column references of one query, sent as two requests, share the reads', async () => {
  await using stack = await startStack();
  const [tables, columns] = await Promise.all([
    entities(stack, TABLES, SELECTIONS),
    entities(stack, COLUMNS, SELECTIONS),
  ]);
  expect(tables).toHaveLength(TABLES.length);
  expect(columns).toHaveLength(COLUMNS.length);
  expect(callsByEnvironment(stack)).toEqual({ '834': 2, '912': 2 });
});

test('many callers at the same time cost what one costs', async () => {
  await using stack = await startStack();
  const answers = await Promise.all(Array.from({ length: 20 }, () => entities(stack, TABLES, SELECTIONS)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(callsByEnvironment(stack)).toEqual({ '834': 2, '912': 2 });
});

test('a caller who comes while dbt is being asked waits for that answer', async () => {
  await using stack = await startStack();
  stack.discovery.switchboard.set({ latencyMs: 200 });
  const first = entities(stack, TABLES, SELECTIONS);
  await vi.waitFor(() => expect(stack.discovery.requests.all()).toHaveLength(2), PATIENT);
  const second = entities(stack, TABLES, SELECTIONS);
  expect(await second).toEqual(await first);
  expect(callsByEnvironment(stack)).toEqual({ '834': 2, '912': 2 });
});

test('two aliased fields of one request share the reads', async () => {
  await using stack = await startStack();
  const { body } = await stack.query(
    `query ($tables: [_Any!]!, $columns: [_Any!]!) {
       _e0: _entities(representations: $tables) { ${SELECTIONS} }
       _e1: _entities(representations: $columns) { ${SELECTIONS} } }`,
    { tables: TABLES, columns: COLUMNS },
  );
  expect(body.errors).toBeUndefined();
  expect(body.data._e0).toHaveLength(TABLES.length);
  expect(body.data._e1).toHaveLength(COLUMNS.length);
  expect(callsByEnvironment(stack)).toEqual({ '834': 2, '912': 2 });
});

test('a failure is not remembered', async () => {
  await using stack = await startStack();
  stack.discovery.switchboard.set({ status: 500 });
  const failed = await askEntities(stack, TABLES, '... on Table { dbtDescription }');
  expect(failed.body.errors).toHaveLength(1);
  stack.discovery.switchboard.reset();
  const [orders] = await entities(stack, TABLES, '... on Table { dbtDescription }');
  expect(orders.dbtDescription).toContain('# Orders');
});
