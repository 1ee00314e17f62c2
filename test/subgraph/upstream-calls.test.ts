import { describe, expect, test } from 'vitest';
import { writeArtifacts } from '../support/artifact-folder.ts';
import { callsByEnvironment, callsNamed, operationNames } from '../support/discovery-calls.ts';
import { column, entities, table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { chainOf, checked, dailySource, mart, project } from '../support/upstream-project.ts';

/** What `upstream` and health cost in requests to dbt. The applied state is read when the integration is saved, and counts in none of these. */

const UPSTREAM =
  'upstream { dataAsOf sourceStatus sourceCount failing { distance } sources { maxLoadedAt } }';
const TABLES = ['marts.orders', 'marts.customers', 'raw.customers', 'finance.monthly_revenue'].map(table);

/** Stands in a request for a page of the graph. */
const GRAPH = 'graph_models';

test('nothing known: one page of the graph per environment, beside one read of details; nothing the second time', async () => {
  await using stack = await startStack();
  const fields = `... on Table { dbtDescription dbt { health ${UPSTREAM} } }`;
  const cold = await entities(stack, TABLES, fields);
  expect(operationNames(stack)).toEqual(['DbtIndex', 'DbtIndex', 'DbtNodeDetails', 'DbtNodeDetails']);
  stack.discovery.requests.clear();
  expect(await entities(stack, TABLES, fields)).toEqual(cold);
  expect(stack.discovery.requests.all()).toEqual([]);
});

test('the graph comes with the pages of the index and of the severities, in the same requests', async () => {
  await using stack = await startStack();
  await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  await entities(stack, TABLES, `... on Table { dbtTests { severity } dbt { ${UPSTREAM} } }`);
  const pages = callsNamed(stack, 'DbtIndex').map(({ query }) => query);
  // One read of the applied state begins when the facts are forgotten; what the query needs besides joins it, or follows it.
  expect(pages.length).toBeLessThanOrEqual(4);
  const graphs = pages.filter((query) => query?.includes(GRAPH));
  expect(graphs).toHaveLength(2);
  for (const query of graphs) expect(query).toMatch(/\btests\(first/);
});

test.each([
  'health',
  'healthReasons',
  'upstream { sourceCount }',
  'health upstream { dataAsOf sources { status } }',
])('what the graph tells costs the graph, whatever of it is selected: %s', async (fields) => {
  await using stack = await startStack();
  await entities(stack, TABLES, `... on Table { dbt { ${fields} } }`);
  expect(callsNamed(stack, 'DbtIndex')).toHaveLength(2);
  for (const { query } of callsNamed(stack, 'DbtIndex')) expect(query).toContain(GRAPH);
  stack.discovery.requests.clear();
  await entities(stack, TABLES, `... on Table { dbt { ${UPSTREAM} } }`);
  expect(callsNamed(stack, 'DbtIndex')).toEqual([]);
});

test('upstream alone needs no details', async () => {
  await using stack = await startStack();
  await entities(stack, TABLES, `... on Table { dbt { ${UPSTREAM} } }`);
  expect(operationNames(stack)).toEqual(['DbtIndex', 'DbtIndex']);
});

test('health is the same level with the same reasons, whatever else is selected', async () => {
  await using stack = await startStack();
  const alone = await entities(stack, TABLES, '... on Table { dbt { health healthReasons } }');
  for (const more of [UPSTREAM, 'columns { name }', 'testSummary { total } node { tags rawCode }']) {
    const beside = await entities(stack, TABLES, `... on Table { dbt { health healthReasons ${more} } }`);
    const only = beside.map(({ dbt: { health, healthReasons } }) => ({ dbt: { health, healthReasons } }));
    expect(only).toEqual(alone);
  }
});

test('without health and upstream the graph is not read', async () => {
  await using stack = await startStack();
  const fields = `dbtDescription lastRefreshedAt dbtTests { name severity } dbt { match { status reason candidates { tags } }
    node { tags rawCode lastRun { status } } freshness { basis sourceStatus } testSummary { total } asOf
    columns { name dbt { index } } }`;
  await entities(
    stack,
    [...TABLES, column('marts.orders', 'status')],
    `... on Table { ${fields} }
    ... on Column { dbtDescription lastRefreshedAt dbtTests { name } dbt { dataType } }`,
  );
  await entities(stack, [table('none.none')], `... on Table { ${fields} }`);
  const queries = stack.discovery.requests.discovery().map(({ query }) => query);
  expect(queries.length).toBeGreaterThan(3);
  for (const query of queries) expect(query).not.toMatch(/graph_|parents/);
});

test('skipped by a directive, the graph is not read', async () => {
  await using stack = await startStack();
  const { body } = await stack.query(
    `query ($r: [_Any!]!, $on: Boolean!) { _entities(representations: $r) { ... on Table {
       dbtDescription dbt { match { status } ...Above @include(if: $on) } } } }
     fragment Above on DbtTableMetadata { health ${UPSTREAM} }`,
    { r: TABLES, on: false },
  );
  expect(body.errors).toBeUndefined();
  expect(callsNamed(stack, 'DbtIndex')).toEqual([]);
});

test('many callers at once, with different selections, read the graph once', async () => {
  await using stack = await startStack();
  const selections = ['health', UPSTREAM, 'healthReasons', `node { tags } ${UPSTREAM}`];
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      entities(stack, TABLES, `... on Table { dbt { ${selections[number % selections.length]} } }`),
    ),
  );
  expect(callsNamed(stack, 'DbtIndex')).toHaveLength(2);
});

test('more of the nodes upstream is read with what is told of the table, when the graph is known: one request', async () => {
  await using stack = await startStack();
  const orders = [table('marts.orders')];
  await entities(stack, orders, '... on Table { dbt { upstream { sourceCount } } }');
  stack.discovery.requests.clear();
  const fields = 'dbtDescription dbt { upstream { sources { node { tags lastRun { status } } } } }';
  const [found] = await entities(stack, orders, `... on Table { ${fields} }`);
  expect(found.dbt.upstream.sources.length).toBeGreaterThan(0);
  // The other environment knows the table as a source.
  expect(callsByEnvironment(stack)).toEqual({ '834': 1, '912': 1 });
});

/** How many nodes details were asked of since the log was cleared. */
function nodesAsked(stack: Stack): number {
  const lists = callsNamed(stack, 'DbtNodeDetails').flatMap(({ variables }) =>
    Object.values(variables ?? {}),
  );
  return lists.flatMap((value) => (Array.isArray(value) ? value : [])).length;
}

describe('a project of several pages', () => {
  const sources = Array.from({ length: 520 }, (_, number) => dailySource(`s${number}`));
  const first = mart('first', ...sources);
  const models = chainOf('step', 1010, first);
  const large = project(
    [...sources, first, ...models],
    checked(
      Object.fromEntries(
        sources.map(({ name }, number) => [
          name,
          `2026-11-20T00:${String(number % 60).padStart(2, '0')}:00Z`,
        ]),
      ),
    ),
  );

  test('costs as many requests for its graph as its longest list has pages, each of 500', async () => {
    await using folder = writeArtifacts(large);
    await using stack = await startStack({ environments: [{ id: 7, artifactsPath: folder.artifactsPath }] });
    const last = [table('wh.marts.step_1009')];
    const [found] = await entities(stack, last, `... on Table { dbt { health ${UPSTREAM} } }`);
    expect(found.dbt.upstream).toMatchObject({
      sourceCount: 520,
      dataAsOf: '2026-11-20T00:00:00.000Z',
      failing: [],
    });
    expect(callsNamed(stack, 'DbtIndex')).toHaveLength(3);
    for (const { query } of callsNamed(stack, 'DbtIndex')) expect(query).toContain('first: 500');
    stack.discovery.requests.clear();
    await entities(stack, [table('wh.marts.step_500')], `... on Table { dbt { ${UPSTREAM} } }`);
    expect(stack.discovery.requests.all()).toEqual([]);
  });

  test('its details are read of as many sources as are listed', async () => {
    await using folder = writeArtifacts(large);
    await using stack = await startStack({ environments: [{ id: 7, artifactsPath: folder.artifactsPath }] });
    const last = [table('wh.marts.step_1009')];
    const askFor = (list: string) => entities(stack, last, `... on Table { dbt { upstream { ${list} } } }`);
    await askFor('failing { node { tags } } sources(first: 1000) { node { name relationName } }');
    // The table's own.
    expect(nodesAsked(stack)).toBe(1);
    await askFor('sources(first: 3) { node { tags } }');
    expect(nodesAsked(stack)).toBeLessThanOrEqual(21);
    stack.discovery.requests.clear();
    await askFor('sources(first: 1000) { node { tags } }');
    expect(nodesAsked(stack)).toBe(500);
  });
});
