import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEnvironmentGraphBuilder } from '../../../src/facts/upstream/environment-graph.ts';
import type { GraphNode } from '../../../src/facts/upstream/graph-node.ts';
import { compute, environment, loaded, model, seed, source, testOf, unbuilt } from './projects.ts';

function build(...pages: readonly (readonly GraphNode[])[]) {
  const builder = createEnvironmentGraphBuilder('1');
  for (const page of pages) builder.add(page);
  return builder.finish();
}

/** What a graph says of each id, whatever its row. */
function contentOf(...pages: readonly (readonly GraphNode[])[]) {
  const graph = build(...pages);
  const rows = Array.from({ length: graph.rowCount }, (_, row) => row);
  return new Map(
    rows.map((row) => {
      const parents = new Set<string>();
      graph.eachParent(row, (parent) => parents.add(graph.idAt(parent)));
      const told = [graph.stateAt(row), graph.resourceTypeAt(row), graph.checkAt(row)];
      return [graph.idAt(row), [...told, graph.failedStatusAt(row), graph.testsAt(row), [...parents].sort()]];
    }),
  );
}

const NODES = [
  source('a', loaded('2026-01-01T00:00:00Z')),
  seed('countries'),
  unbuilt('ephemeral', ['source.shop.raw.a']),
  model('staged', ['seed.shop.countries'], { lastRunStatus: 'error', tests: [testOf('staged', 'fail')] }),
  unbuilt('staged', ['seed.shop.countries', 'model.shop.ephemeral']),
  model('orders', ['model.shop.staged', 'model.shop.orders', 'model.shop.gone']),
].map(({ graph }) => graph);

describe('the graph of an environment', () => {
  it('says the same in whatever order and pages the nodes of both states come', () => {
    const whole = contentOf(NODES);
    const anyOrder = fc.shuffledSubarray(NODES, { minLength: NODES.length });
    fc.assert(
      fc.property(anyOrder, fc.nat(NODES.length), (nodes, cut) => {
        expect(contentOf(nodes.slice(0, cut), nodes.slice(cut))).toEqual(whole);
      }),
    );
  });

  it('the first of several nodes with one id in one state counts', () => {
    const later = { ...NODES[3], parents: ['model.shop.other'], lastRunStatus: 'success' } as GraphNode;
    const told = contentOf(NODES, [later]).get('model.shop.staged');
    expect(told).toEqual(contentOf(NODES).get('model.shop.staged'));
  });

  it('keeps of tests no more than the failing data tests, once each, with what tells their owner', () => {
    const failing = testOf('orders', 'fail', { description: 'long' });
    const unit = testOf('orders', 'fail', { uniqueId: 'unit_test.shop.u', testType: 'UNIT_TEST' });
    const tests = [failing, failing, unit, testOf('a', 'pass'), testOf('b', 'warn'), testOf('c', 'skipped')];
    const graph = build([model('orders', [], { tests }).graph]);
    expect(graph.testsAt(0)).toEqual([
      {
        ...failing,
        description: null,
        metadata: {
          name: 'not_null',
          namespace: null,
          kwargs: { model: "{{ get_where_subquery(ref('orders')) }}", to: null, column_name: 'id' },
        },
      },
    ]);
  });

  it.each<[string, readonly GraphNode[], boolean]>([
    ['every model and snapshot has a list', NODES, true],
    ['a model has none', [...NODES, model('x', null).graph], false],
    ['a model has one in the other state', [model('x', null).graph, unbuilt('x').graph], true],
    ['sources and seeds have none', [{ ...seed('s').graph, parents: null }], true],
  ])('tells whether the host lists parents: %s', (_title, nodes, lists) => {
    expect(build(nodes).listsParents).toBe(lists);
  });
});

it('no environments have no answers', () => {
  expect(compute([]).upstreams.of('1', 'model.shop.orders')).toBeNull();
});

it('an environment without nodes is no hindrance to another', () => {
  const { upstreams } = compute([
    environment('0', []),
    environment('1', [source('a')]),
    environment('2', []),
  ]);
  expect(upstreams.of('1', 'source.shop.raw.a')?.sourceCount).toBe(1);
});
