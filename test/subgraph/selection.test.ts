import { expect, test } from 'vitest';
import { callsByEnvironment, callsNamed, operationNames } from '../support/discovery-calls.ts';
import { column, entities, table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

/** Only that is read from dbt which a query selects. */

const ORDERS = [table('marts.orders')];

function detailsQuery(stack: Stack): string {
  const [details, ...others] = callsNamed(stack, 'DbtNodeDetails').filter(
    ({ variables }) => variables?.environmentId === '834',
  );
  expect(others).toEqual([]);
  return details?.query ?? '';
}

test.each([
  'name',
  '__typename database schema name',
  'name @include(if: true) dbt @skip(if: true) { asOf }',
])('nothing of dbt is selected, nothing is read: %s', async (fields) => {
  await using stack = await startStack();
  await entities(stack, ORDERS, `... on Table { ${fields} }`);
  expect(stack.discovery.requests.all()).toEqual([]);
});

test('the match alone needs no more than the index, which is read when an integration is saved', async () => {
  await using stack = await startStack();
  const fields =
    'dbt { match { status reason candidates { uniqueId name } } node { uniqueId relationName environment { id } } }';
  await entities(stack, ORDERS, `... on Table { ${fields} }`);
  expect(operationNames(stack)).toEqual([]);
});

test('the description needs neither columns nor tests nor code, and no severities', async () => {
  await using stack = await startStack();
  await entities(stack, ORDERS, '... on Table { dbtDescription lastRefreshedAt }');
  expect(detailsQuery(stack)).toContain('description');
  expect(detailsQuery(stack)).not.toMatch(/columns|tests|rawCode|compiledCode/);
  expect(callsNamed(stack, 'DbtIndex')).toEqual([]);
});

test('tests are read where they are selected, severities only with them', async () => {
  await using stack = await startStack();
  await entities(stack, ORDERS, '... on Table { dbtTests { name outcome } }');
  expect(detailsQuery(stack)).toContain('tests {');
  expect(detailsQuery(stack)).not.toMatch(/columns \{|rawCode/);
  expect(callsNamed(stack, 'DbtIndex')).toEqual([]);

  await using withSeverity = await startStack();
  await entities(withSeverity, ORDERS, '... on Table { dbtTests { severity } }');
  expect(callsNamed(withSeverity, 'DbtIndex')[0]?.query).toContain('tests(');
});

test('columns are read where a column is asked, their tests only where they are selected', async () => {
  await using stack = await startStack();
  await entities(stack, [column('marts.orders', 'status')], '... on Column { dbtDescription }');
  expect(detailsQuery(stack)).toContain('columns {');
  expect(detailsQuery(stack)).not.toContain('tests {');
});

test('code is read where it is selected', async () => {
  await using stack = await startStack();
  await entities(stack, ORDERS, '... on Table { dbt { node { compiledCode } } }');
  expect(detailsQuery(stack)).toContain('compiledCode');
  expect(detailsQuery(stack)).not.toMatch(/tests \{|columns \{/);
});

test('the definition state is asked only where the metadata of an unmatched table is selected', async () => {
  const unknown = [table('scratch.tmp_import')];
  await using stack = await startStack();
  await entities(stack, unknown, '... on Table { dbtDescription lastRefreshedAt dbtTests { name } }');
  await entities(stack, ORDERS, '... on Table { dbt { match { status } } }');
  expect(operationNames(stack)).toEqual([]);
  await entities(stack, unknown, '... on Table { dbt { match { status } } }');
  expect(callsNamed(stack, 'DbtDefinitionIndex')).toHaveLength(2);
});

test('an environment without a matched node is not asked for details', async () => {
  await using stack = await startStack();
  await entities(stack, [table('finance.monthly_revenue')], '... on Table { dbtDescription }');
  expect(callsByEnvironment(stack)).toEqual({ '912': 1 });
});

test('what is selected through fragments, aliases and variables of any name counts', async () => {
  await using stack = await startStack();
  const { body } = await stack.query(
    `query Named($__batch_reps_0: [_Any!]!, $with: Boolean!, $without: Boolean!) {
       _e0: _entities(representations: $__batch_reps_0) { __typename ...Facts ... on Column { name } }
     }
     fragment Facts on Table { text: dbtDescription ...Checks dbtTests @skip(if: $without) { name } dbt @include(if: $with) { health } }
     fragment Checks on Table { ... @include(if: $with) { lastRefreshedAt } }`,
    { __batch_reps_0: ORDERS, with: false, without: true },
  );
  expect(body).toEqual({
    data: { _e0: [{ __typename: 'Table', text: expect.stringContaining('# Orders') }] },
  });
  expect(detailsQuery(stack)).not.toContain('tests {');

  await using other = await startStack();
  const { body: all } = await other.query(
    `query ($r: [_Any!]!, $on: Boolean = true) { _entities(representations: $r) { ... on Table { ...F @include(if: $on) } } }
     fragment F on Table { t: dbtTests { o: outcome } }`,
    { r: ORDERS },
  );
  expect(all.data._entities[0].t).toHaveLength(6);
  expect(detailsQuery(other)).toContain('tests {');
});
