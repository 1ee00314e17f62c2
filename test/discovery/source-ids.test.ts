import { expect, test } from 'vitest';
import { catalog, genericTest, manifest, model, result, runResults, source } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const NOON = '2026-05-04T12:00:00Z';
const FIELDS = `sources { edges { node { uniqueId identifier tests { uniqueId columnName lastKnownResult executionInfo { lastRunFailures } }
  catalog { columns { name } } freshness { freshnessStatus } children { uniqueId } } } } tests { totalCount }`;

type Nodes = Record<string, unknown>[];

/** The names of the tests of every source by its uniqueId, and how many tests there are at all. */
async function testsOf(sources: Nodes, tests: Nodes) {
  const server = await serve({ manifest: manifest({ nodes: [model('orders'), ...tests], sources }) });
  const answer = await applied(server, FIELDS);
  const entries = nodesOf(answer.sources).map((node) => [
    node.uniqueId,
    node.tests.map(({ uniqueId }: { uniqueId: string }) => uniqueId.split('.').at(-1)),
  ]);
  return { ...Object.fromEntries(entries), total: answer.tests.totalCount };
}

const named = (table: string, id = table) => source('erp', table, { unique_id: `source.shop.erp.${id}` });

test('Fusion writes both ids alike: each test on its own source, with its failures', async () => {
  const tests = [
    genericTest('lines', ['source.shop.erp.order__lines']),
    genericTest('events', ['source.shop.erp.events___'], { attached_node: null }),
  ];
  const server = await serve({
    manifest: manifest({
      nodes: tests,
      sources: [named('order-lines', 'order__lines'), named('events_*', 'events___')],
    }),
    run_results: runResults('build', NOON, [
      result('test.shop.lines', 'fail', NOON, { failures: 2 }),
      result('test.shop.events', 'fail', NOON, { failures: 9 }),
    ]),
  });
  const { sources } = await applied(server, FIELDS);
  const shown = nodesOf(sources).map(({ identifier, tests: [only, ...others] }) => [
    identifier,
    only.lastKnownResult,
    only.executionInfo.lastRunFailures,
    others.length,
  ]);
  expect(shown).toEqual([
    ['events_*', 'fail', 9, 0],
    ['order-lines', 'fail', 2, 0],
  ]);
});

test.each([
  ['a hyphen', 'order-lines', 'order__lines'],
  ['a pattern', 'events_*', 'events___'],
  ['a blank and a percent sign', 'share in %', 'share__in____'],
  ['a dot', 'orders.v2', 'orders__v2'],
  ['a letter that is not ASCII', 'größen', 'gr____en'],
  ['one underscore', 'order-lines', 'order_lines'],
])('%s is replaced in one of the places', async (_, table, replaced) => {
  const [written, other] = [`source.shop.erp.${table}`, `source.shop.erp.${replaced}`];
  const bystander = named('customers');
  for (const [declared, referred] of [
    [written, other],
    [other, written],
  ]) {
    const sources = [source('erp', table, { unique_id: declared }), bystander];
    for (const fields of [{}, { attached_node: referred, depends_on: { nodes: [] } }]) {
      expect(await testsOf(sources, [genericTest('id', [String(referred)], fields)])).toEqual({
        [String(declared)]: ['id'],
        [bystander.unique_id as string]: [],
        total: 1,
      });
    }
  }
});

test('an id that is there goes before one that reads alike; of two that read alike neither is taken', async () => {
  const twins = [named('order-lines'), named('order__lines')];
  expect(await testsOf(twins, [genericTest('id', ['source.shop.erp.order__lines'])])).toEqual({
    'source.shop.erp.order-lines': [],
    'source.shop.erp.order__lines': ['id'],
    total: 1,
  });
  const alike = [named('order-lines'), named('order lines')];
  expect(await testsOf(alike, [genericTest('id', ['source.shop.erp.order__lines'])])).toEqual({
    'source.shop.erp.order-lines': [],
    'source.shop.erp.order lines': [],
    total: 1,
  });
});

test('a test whose owner is not to be found stays on the nodes that it depends on', async () => {
  const fields = { attached_node: 'source.shop.erp.gone' };
  const tests = [
    genericTest('relation', ['source.shop.erp.lines', 'source.shop.erp.gone'], fields),
    genericTest('lost', ['source.shop.erp.gone', 'model.shop.gone'], fields),
  ];
  expect(await testsOf([named('lines')], tests)).toEqual({ 'source.shop.erp.lines': ['relation'], total: 2 });
});

test('only sources are found by their signs: models keep their names', async () => {
  const server = await serve({
    manifest: manifest({ nodes: [model('a-b'), genericTest('id', ['model.shop.a__b'])] }),
  });
  const { models, tests } = await applied(
    server,
    'models { edges { node { tests { name } } } } tests { totalCount }',
  );
  expect(nodesOf(models)).toEqual([{ tests: [] }]);
  expect(tests.totalCount).toBe(1);
});

test('lineage, the catalog and the checks of freshness find the source as well', async () => {
  const listed = catalog({ 'source.shop.erp.order__lines': { columns: [{ name: 'id', index: 1 }] } });
  const reading = model('orders', { depends_on: { nodes: ['source.shop.erp.order__lines'] } });
  const check = { unique_id: 'source.shop.erp.order__lines', status: 'warn', max_loaded_at: NOON };
  const server = await serve({
    manifest: manifest({ nodes: [reading], sources: [named('order-lines')] }),
    catalog: listed,
    sources: { metadata: { generated_at: NOON }, results: [check] },
  });
  const answer = await applied(server, `${FIELDS} lineage(filter: { types: [Model] }) { parentIds }`);
  expect(nodesOf(answer.sources)).toEqual([
    {
      uniqueId: 'source.shop.erp.order-lines',
      identifier: 'order-lines',
      tests: [],
      catalog: { columns: [{ name: 'id' }] },
      freshness: { freshnessStatus: 'Warn' },
      children: [{ uniqueId: 'model.shop.orders' }],
    },
  ]);
  expect(answer.lineage).toEqual([{ parentIds: ['source.shop.erp.order-lines'] }]);
});

test('a unit test hangs on the model that Fusion names, else on the first that is there', async () => {
  const unit = (name: string, nodes: string[], tested?: string) => ({
    ...genericTest(name, nodes),
    unique_id: `unit_test.shop.${name}`,
    resource_type: 'unit_test',
    tested_node_unique_id: tested,
  });
  const server = await serve({
    manifest: manifest({
      nodes: [model('a'), model('b')],
      unitTests: [
        unit('named', ['model.shop.a', 'model.shop.b'], 'model.shop.b'),
        unit('first', ['model.shop.a', 'model.shop.b']),
        unit('listed', ['model.shop.gone', 'model.shop.b'], 'model.shop.gone'),
      ],
    }),
  });
  const { models } = await applied(server, 'models { edges { node { name tests { name } } } }');
  expect(nodesOf(models)).toEqual([
    { name: 'a', tests: [{ name: 'first' }] },
    { name: 'b', tests: [{ name: 'listed' }, { name: 'named' }] },
  ]);
});
