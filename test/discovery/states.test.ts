import { expect, test } from 'vitest';
import {
  builder,
  catalog,
  genericTest,
  manifest,
  model,
  result,
  runResults,
  source,
} from './fixtures/artifacts.ts';
import { applied, ask, nodesOf, serve } from './fixtures/client.ts';

const NODES = [
  model('built'),
  model('listed'),
  model('failed'),
  model('never'),
  model('inline', { config: { materialized: 'ephemeral' } }),
];
const FILES = { manifest: manifest({ nodes: NODES, sources: [source('raw', 'events')] }) };
const IDS = 'edges { node { uniqueId } }';
const names = (connection: unknown) => nodesOf(connection).map((node) => node.uniqueId.split('.').at(-1));

test('applied holds what was built or is in the catalog; definition holds all that is enabled', async () => {
  const server = await serve({
    ...FILES,
    run_results: runResults('run', '2026-03-02T10:00:00Z', [
      result('model.shop.built', 'success', '2026-03-02T09:59:00Z'),
      result('model.shop.failed', 'error'),
    ]),
    catalog: catalog({ 'model.shop.listed': { columns: [] } }),
  });
  const { body } = await ask(
    server,
    `{ environment(id: 834) { applied { models { ${IDS} } sources { ${IDS} } lastUpdatedAt latestGitSha }
       definition { models { ${IDS} } lastUpdatedAt } } }`,
  );
  const { applied: built, definition } = body.data.environment;
  expect(names(built.models)).toEqual(['built', 'listed']);
  expect(names(built.sources)).toEqual(['events']);
  expect(names(definition.models)).toEqual(['built', 'failed', 'inline', 'listed', 'never']);
  expect(built.lastUpdatedAt).toBe('2026-03-02T10:00:00Z');
  expect(definition.lastUpdatedAt).toBe('2026-03-01T00:00:00Z');
  expect(built.latestGitSha).toMatch(/^[0-9a-f]{40}$/);
});

test('a project that was only compiled counts every builder with a relation', async () => {
  const server = await serve({
    ...FILES,
    run_results: runResults('generate', '2026-03-02T10:00:00Z', [result('model.shop.built', 'success')]),
  });
  expect(names((await applied(server, `models { ${IDS} }`)).models)).toEqual([
    'built',
    'failed',
    'listed',
    'never',
  ]);
});

test('an ephemeral model is applied only when it was executed', async () => {
  const server = await serve({
    ...FILES,
    run_results: runResults('run', '2026-03-02T10:00:00Z', [result('model.shop.inline', 'success')]),
  });
  expect(names((await applied(server, `models { ${IDS} }`)).models)).toEqual(['inline']);
});

test('a test hangs on every node it reads, a unit test on its model, a disabled one nowhere', async () => {
  const [orders, customers] = ['model.shop.orders', 'model.shop.customers'];
  const server = await serve({
    manifest: manifest({
      nodes: [
        model('orders', { depends_on: { nodes: [customers] } }),
        model('customers'),
        builder('seed', 'countries'),
        genericTest('relationships_orders', [customers, orders], { attached_node: orders }),
        builder('test', 'singular', { depends_on: { nodes: [orders, 'seed.shop.countries'] } }),
      ],
      unitTests: [
        builder('unit_test', 'logic', { depends_on: { nodes: [orders] }, given: [{ rows: [{}, {}] }] }),
      ],
      exposures: [builder('exposure', 'board', { type: 'dashboard', depends_on: { nodes: [orders] } })],
    }),
  });
  const fields = 'uniqueId tests { name testType resourceType testMetadata { name kwargs columnName } }';
  const answer = await applied(
    server,
    `models { edges { node { ${fields} parents { __typename uniqueId } children { __typename uniqueId } } } }
     seeds { edges { node { ${fields} } } } tests { totalCount edges { node { name testedNodeUniqueId numGivenRows } } }`,
  );
  const [customersNode, ordersNode] = nodesOf(answer.models);
  expect(customersNode.tests.map((found: { name: string }) => found.name)).toEqual(['relationships_orders']);
  expect(ordersNode.tests).toEqual([
    {
      name: 'relationships_orders',
      testType: 'GENERIC_DATA_TEST',
      resourceType: 'test',
      testMetadata: { name: 'not_null', kwargs: { column_name: 'id' }, columnName: 'id' },
    },
    {
      name: 'singular',
      testType: 'SINGULAR_DATA_TEST',
      resourceType: 'test',
      testMetadata: { name: null, kwargs: null, columnName: null },
    },
    expect.objectContaining({ name: 'logic', testType: 'UNIT_TEST' }),
  ]);
  expect(nodesOf(answer.seeds)[0].tests).toHaveLength(1);
  expect(answer.tests.totalCount).toBe(3);
  expect(nodesOf(answer.tests).at(-1)).toEqual({
    name: 'logic',
    testedNodeUniqueId: orders,
    numGivenRows: 2,
  });
  expect(ordersNode.parents).toEqual([{ __typename: 'ModelAppliedStateNestedNode', uniqueId: customers }]);
  expect(ordersNode.children).toEqual([
    { __typename: 'ExposureAppliedStateNestedNode', uniqueId: 'exposure.shop.board' },
  ]);
});

test('resources mixes types in one list, lineage lists coordinates without paging', async () => {
  const server = await serve(FILES);
  const answer = await applied(
    server,
    `resources(filter: { types: [Source, Model] }) { totalCount edges { node { __typename resourceType } } }
     lineage(filter: { types: [Source] }) { __typename uniqueId resourceType database schema }
     resourceCounts packages(resource: macro)`,
  );
  expect(answer.resources.totalCount).toBe(5);
  expect(nodesOf(answer.resources).at(-1)).toEqual({
    __typename: 'SourceAppliedStateNode',
    resourceType: 'source',
  });
  expect(answer.lineage).toEqual([
    {
      __typename: 'SourceLineageNode',
      uniqueId: 'source.shop.raw.events',
      resourceType: 'Source',
      database: 'analytics',
      schema: 'marts',
    },
  ]);
  expect(answer.resourceCounts).toEqual({ model: 4, source: 1 });
  expect(answer.packages).toEqual(['dbt_utils']);
});
