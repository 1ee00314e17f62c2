import { describe, expect, it } from 'vitest';
import { createEnvironmentGraphBuilder } from '../../../src/facts/upstream/environment-graph.ts';
import type { GraphNode } from '../../../src/facts/upstream/graph-node.ts';
import { compute, environment, failingOf, loaded, model, source } from './projects.ts';

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('extremes', () => {
  it('a chain of 20,000 nodes', () => {
    const nodes = [
      source('a', loaded('2026-01-01T00:00:00Z')),
      model('m0', ['source.shop.raw.a'], { lastRunStatus: 'error' }),
      ...range(19_999).map((at) => model(`m${at + 1}`, [`model.shop.m${at}`])),
    ];
    const last = compute([environment('1', nodes)]).upstreams.of('1', 'model.shop.m19999');
    expect(last).toMatchObject({ dataAsOf: '2026-01-01T00:00:00.000Z', sourceCount: 1 });
    expect(last && failingOf(last)).toEqual([['model.shop.m0', 19_999]]);
  });

  it('a cycle of 20,000 nodes, told of once', () => {
    const nodes = range(20_000).map((at) => model(`m${at}`, [`model.shop.m${(at + 1) % 20_000}`]));
    const { upstreams, oddities } = compute([environment('1', [...nodes, source('a')])]);
    expect(oddities).toMatchObject([{ kind: 'cycle', count: 1 }]);
    expect(upstreams.of('1', 'model.shop.m7')?.sourceCount).toBe(0);
  });

  it('10,000 parents of one node, each listed twice', () => {
    const sources = range(10_000).map((at) =>
      source(`s${at}`, at % 2 === 0 ? null : loaded('2026-01-01T00:00:00Z')),
    );
    const ids = sources.map(({ graph }) => graph.uniqueId);
    const { upstreams } = compute([environment('1', [...sources, model('m', [...ids, ...ids])])]);
    const upstream = upstreams.of('1', 'model.shop.m');
    expect(upstream).toMatchObject({ sourceCount: 10_000, unknownSources: 5_000 });
    expect(upstream?.sources(20)).toHaveLength(20);
    expect(upstream?.sources(20_000)).toHaveLength(10_000);
  });

  it('50,000 nodes with 200,000 edges in both states weigh less than 10 MB', () => {
    const builder = createEnvironmentGraphBuilder('1');
    for (const first of range(100)) {
      const page = range(500).flatMap((at): readonly GraphNode[] => {
        const id = (number: number) => `model.analytics_project.int_customer_orders_${number}`;
        const number = 500 * first + at;
        const parents = [1, 2, 3, 4].map((back) => id(Math.max(0, number - back * back)));
        const { graph } = model('', parents);
        const applied = { ...graph, uniqueId: id(number) };
        return [applied, { ...applied, state: 'definition' }];
      });
      builder.add(page);
    }
    const graph = builder.finish();
    expect(graph.rowCount).toBe(50_000);
    expect(graph.listsParents).toBe(true);
    expect(graph.weightBytes).toBeLessThan(10_000_000);
  });

  it('5,000 sources above 5,000 tables are counted in slices, and the answers weigh some hundred bytes a table', () => {
    const sources = range(5_000).map((at) => source(`s${at}`, loaded('2026-01-01T00:00:00Z')));
    const ids = sources.map(({ graph }) => graph.uniqueId);
    const tables = range(5_000).map((at) =>
      model(`m${at}`, at === 0 ? ids : [0, 1, 2].map((back) => `model.shop.m${Math.max(0, at - 1 - back)}`)),
    );
    const { upstreams, slices } = compute([environment('1', [...sources, ...tables])]);
    expect(upstreams.of('1', 'model.shop.m4999')?.sourceCount).toBe(5_000);
    expect(slices).toBeGreaterThan(20);
    expect(upstreams.weightBytes / 10_000).toBeLessThan(250);
  });
});
