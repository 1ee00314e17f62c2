import { expect, test } from 'vitest';
import { run } from '../support/artifact-folder.ts';
import {
  columns,
  type Fields,
  genericTest,
  type ManifestNode,
  model,
  singularTest,
  source,
} from '../support/artifact-nodes.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import type { Stack } from '../support/start-stack.ts';

const AT = '2026-11-25T02:00:05Z';
const COLUMNS = columns({ id: '', customer_id: '', country: '', city: '' });
const orders = model('wh.marts.orders', { columns: COLUMNS });
const customers = model('wh.marts.customers', { columns: COLUMNS });

function serveBuilt(nodes: readonly ManifestNode[]): Promise<Stack> {
  const built = nodes.filter(({ resource_type }) => resource_type === 'model');
  const results = Object.fromEntries(built.map(({ unique_id }) => [unique_id, 'success']));
  return serve({ nodes, runs: [run('run', AT, results)] });
}

async function testsOf(stack: Stack, path: string): Promise<readonly string[]> {
  const { dbtTests } = await tableFacts(stack, path, 'dbtTests { uniqueId }');
  return dbtTests.map(({ uniqueId }: { uniqueId: string }) => uniqueId);
}

/** A generic test that dbt did not attach, reading several nodes, with a `model` argument as given. */
function unattached(argument: string | null, reads: readonly ManifestNode[]): ManifestNode {
  const made = genericTest('agrees_with', orders, { column_name: 'id' });
  return {
    ...made,
    name: 'checked_by_hand',
    attached_node: null,
    depends_on: { nodes: reads.map(({ unique_id }) => unique_id) },
    test_metadata: {
      name: 'agrees_with',
      namespace: null,
      kwargs: { column_name: 'id', ...(argument === null ? {} : { model: argument }) },
    },
  };
}

test('a relationships test belongs to the table that declares it, not to the one referred to', async () => {
  const related = genericTest(
    'relationships',
    orders,
    { column_name: 'customer_id', to: "ref('customers')", field: 'id' },
    { depends_on: { nodes: [customers.unique_id, orders.unique_id] } },
  );
  await using stack = await serveBuilt([orders, customers, related]);
  expect(await testsOf(stack, 'wh.marts.orders')).toEqual([related.unique_id]);
  expect(await testsOf(stack, 'wh.marts.customers')).toEqual([]);
});

test('a test of one version of a model belongs to that version', async () => {
  const version = (number: number) =>
    model(`wh.marts.segments_v${number}`, {
      unique_id: `model.shop.segments.v${number}`,
      name: 'segments',
      version: number,
    });
  const second = unattached("{{ get_where_subquery(ref('segments', v=2)) }}", [version(1), version(2)]);
  await using stack = await serveBuilt([version(1), version(2), second]);
  expect(await testsOf(stack, 'wh.marts.segments_v2')).toEqual([second.unique_id]);
  expect(await testsOf(stack, 'wh.marts.segments_v1')).toEqual([]);
});

test('a test whose `model` argument names one of the nodes it reads belongs to that one', async () => {
  const named = unattached("{{ get_where_subquery(ref('customers')) }}", [orders, customers]);
  await using stack = await serveBuilt([orders, customers, named]);
  expect(await testsOf(stack, 'wh.marts.customers')).toEqual([named.unique_id]);
  expect(await testsOf(stack, 'wh.marts.orders')).toEqual([]);
});

test('a test whose `model` argument names no node of the environment stays where it is listed', async () => {
  const renamed = unattached("{{ get_where_subquery(ref('orders_before_they_were_renamed')) }}", [orders]);
  await using stack = await serveBuilt([orders, customers, renamed]);
  expect(await testsOf(stack, 'wh.marts.orders')).toEqual([renamed.unique_id]);
  expect(await testsOf(stack, 'wh.marts.customers')).toEqual([]);
});

test('such a test of two nodes stays on both', async () => {
  const renamed = unattached("{{ get_where_subquery(ref('gone')) }}", [orders, customers]);
  await using stack = await serveBuilt([orders, customers, renamed]);
  expect(await testsOf(stack, 'wh.marts.orders')).toEqual([renamed.unique_id]);
  expect(await testsOf(stack, 'wh.marts.customers')).toEqual([renamed.unique_id]);
});

test('a source that a test names by an older name keeps the test', async () => {
  const lines = source('erp', 'wh.raw.lines');
  const old = {
    ...genericTest('not_null', lines, { column_name: 'id' }),
    test_metadata: {
      name: 'not_null',
      namespace: null,
      kwargs: { column_name: 'id', model: "{{ get_where_subquery(source('erp', 'old-lines')) }}" },
    },
  };
  await using stack = await serveBuilt([orders, lines, old]);
  expect(await testsOf(stack, 'wh.raw.lines')).toEqual([old.unique_id]);
});

test('a singular test hangs on every table it reads, and on no column', async () => {
  const singular = singularTest('totals_agree', [orders, customers]);
  await using stack = await serveBuilt([orders, customers, singular]);
  expect(await testsOf(stack, 'wh.marts.orders')).toEqual([singular.unique_id]);
  expect(await testsOf(stack, 'wh.marts.customers')).toEqual([singular.unique_id]);
  expect(await columnFacts(stack, 'wh.marts.orders', 'id', 'dbtTests { name }')).toEqual({ dbtTests: [] });
});

test.each<[string, Fields, readonly string[]]>([
  ['column_names', { column_names: ['country', 'city'] }, ['country', 'city']],
  ['combination_of_columns', { combination_of_columns: ['country', 'city'] }, ['country', 'city']],
  ['column_list', { column_list: ['country', 'city'] }, ['country', 'city']],
  ['quoted column_names', { column_names: ['"country"', '`city`'] }, ['country', 'city']],
  ['column_A and column_B', { column_A: 'country', column_B: 'city' }, ['country', 'city']],
  ['an expression', { expression: 'country <> city' }, []],
  ['columns to group by', { group_by_columns: ['country', 'city'] }, []],
])('a test with %s shows on the table and on each column it names', async (_what, kwargs, named) => {
  const several = genericTest('any_test', orders, kwargs);
  await using stack = await serveBuilt([orders, several]);
  const { dbtTests } = await tableFacts(stack, 'wh.marts.orders', 'dbtTests { uniqueId columnName }');
  expect(dbtTests).toEqual([{ uniqueId: several.unique_id, columnName: null }]);
  for (const name of ['id', 'country', 'city']) {
    const column = await columnFacts(stack, 'wh.marts.orders', name, 'dbtTests { uniqueId }');
    expect(column.dbtTests).toEqual(named.includes(name) ? [{ uniqueId: several.unique_id }] : []);
  }
});
