import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeTest } from '../../../src/facts/node.ts';
import {
  createEnvironmentGraphBuilder,
  type EnvironmentGraph,
} from '../../../src/facts/upstream/environment-graph.ts';
import { decodeEnvironmentGraph, encodeEnvironmentGraph } from '../../../src/facts/upstream/graph-codec.ts';
import type { GraphNode } from '../../../src/facts/upstream/graph-node.ts';
import { anyText } from '../relation-index/arbitrary-nodes.ts';
import { loaded, model, type ProjectNode, seed, source, testOf, unbuilt } from './projects.ts';

function decode(bytes: Uint8Array): { readonly graph: EnvironmentGraph | null; readonly slices: number } {
  const steps = decodeEnvironmentGraph(bytes, '1');
  for (let slices = 1; ; slices += 1) {
    const step = steps.next();
    if (step.done) return { graph: step.value, slices };
  }
}

function build(nodes: readonly GraphNode[]): EnvironmentGraph {
  const builder = createEnvironmentGraphBuilder('1');
  builder.add(nodes);
  return builder.finish();
}

const encode = (...nodes: readonly ProjectNode[]) =>
  encodeEnvironmentGraph(build(nodes.map(({ graph }) => graph)));

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const anyTest: fc.Arbitrary<NodeTest> = fc
  .record({
    uniqueId: anyText,
    name: anyText,
    testType: orNull(anyText),
    columnName: orNull(anyText),
    result: fc.constantFrom('fail', 'error', 'pass'),
    metadata: orNull(
      fc.record({ name: orNull(anyText), namespace: orNull(anyText), kwargs: fc.constant({ model: 'x' }) }),
    ),
  })
  .map(({ result, ...rest }) => ({ ...testOf('', result), ...rest }));
const anyId = fc.oneof(anyText, fc.constantFrom('model.shop.orders', 'source.shop.raw.orders'));
const anyGraphNode: fc.Arbitrary<GraphNode> = fc.record({
  uniqueId: anyId,
  state: fc.constantFrom('applied', 'definition'),
  resourceType: fc.constantFrom('MODEL', 'SOURCE', 'SEED', 'SNAPSHOT'),
  parents: orNull(fc.array(anyId, { maxLength: 5 })),
  lastRunStatus: orNull(fc.constantFrom('success', 'error', 'Runtime Error', 'partial success')),
  freshness: orNull(fc.constantFrom(loaded('2026-01-01T00:00:00Z'), loaded('no time', { status: 'x' }))),
  tests: fc.array(anyTest, { maxLength: 3 }),
});

/** All that a graph says. */
function contentOf(graph: EnvironmentGraph) {
  return Array.from({ length: graph.rowCount }, (_, row) => {
    const parents: string[] = [];
    graph.eachParent(row, (parent) => parents.push(graph.idAt(parent)));
    return {
      id: graph.idAt(row),
      row: graph.rowOf(graph.idAt(row)),
      state: graph.stateAt(row),
      type: graph.resourceTypeAt(row),
      tells: graph.tellsParents(row),
      failed: graph.failedStatusAt(row),
      check: graph.checkAt(row),
      tests: graph.testsAt(row),
      parents,
    };
  });
}

const small = encode(
  source('a', loaded('2026-01-01T00:00:00Z')),
  seed('s'),
  unbuilt('e', ['source.shop.raw.a']),
  model('größe', ['model.shop.e', 'seed.shop.s'], { lastRunStatus: 'error', tests: [testOf('x', 'fail')] }),
);

describe('graph codec', () => {
  it('any graph comes back, and its bytes are the same again', () => {
    fc.assert(
      fc.property(fc.array(anyGraphNode, { maxLength: 30 }), (nodes) => {
        const graph = build(nodes);
        const bytes = encodeEnvironmentGraph(graph);
        const back = decode(bytes).graph;
        if (back === null) throw new Error('The bytes are no graph.');
        expect(contentOf(back)).toEqual(contentOf(graph));
        expect(back).toMatchObject({ environmentId: '1', listsParents: graph.listsParents });
        expect(encodeEnvironmentGraph(back)).toEqual(bytes);
      }),
    );
  });

  it('an empty graph comes back', () => {
    expect(decode(encode()).graph?.rowCount).toBe(0);
  });

  it('is read 2,000 rows at a time', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => model(`m${at}`));
    expect(decode(encode(...many)).slices).toBe(4);
  });

  it('bytes may begin anywhere in a buffer', () => {
    const moved = new Uint8Array(small.byteLength + 1);
    moved.set(small, 1);
    expect(decode(moved.subarray(1)).graph?.rowCount).toBe(4);
  });

  it('bytes of which any one is another are no graph', () => {
    for (let at = 0; at < small.byteLength; at += 1) {
      for (const change of [1, 0x80, 0xff]) {
        const damaged = small.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(decode(damaged).graph, `byte ${at}`).toBeNull();
      }
    }
  });

  it('bytes that are cut or longer are no graph', () => {
    for (let length = 0; length < small.byteLength; length += 1) {
      expect(decode(small.slice(0, length)).graph).toBeNull();
    }
    expect(decode(Uint8Array.of(...small, 0)).graph).toBeNull();
  });

  it('bytes of anything else are no graph', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decode(bytes).graph).toBeNull();
      }),
    );
  });

  it('numbers that point nowhere are no graph, under a checksum of their own too', () => {
    const { graph } = decode(small);
    if (graph === null) throw new Error('The bytes are no graph.');
    const columns = graph.columns();
    for (let at = 0; at < columns.numbers.length; at += 1) {
      // The first number of a row holds flags, any of which mean something.
      if (at % 6 === 0) continue;
      const numbers = columns.numbers.slice();
      numbers[at] = 0xffff_fff0;
      const damaged = { ...graph, columns: () => ({ ...columns, numbers }) };
      expect(decode(encodeEnvironmentGraph(damaged)).graph, `number ${at}`).toBeNull();
    }
    const lists = columns.lists.map((number) => number + 1_000);
    const damaged = { ...graph, columns: () => ({ ...columns, lists }) };
    expect(decode(encodeEnvironmentGraph(damaged)).graph).toBeNull();
  });

  it.each([[[1]], [['a', null]]])('words of %j are no graph', (words) => {
    const { graph } = decode(small);
    if (graph === null) throw new Error('The bytes are no graph.');
    const columns = graph.columns();
    const damaged = { ...graph, columns: () => ({ ...columns, words }) } as unknown as EnvironmentGraph;
    expect(decode(encodeEnvironmentGraph(damaged)).graph).toBeNull();
  });
});
