import type { IndexedNode, NodeTest, SourceFreshness } from '../../../src/facts/node.ts';
import { createRelationIndex } from '../../../src/facts/relation-index.ts';
import { computeUpstream } from '../../../src/facts/upstream/compute-upstream.ts';
import { createEnvironmentGraphBuilder } from '../../../src/facts/upstream/environment-graph.ts';
import type { GraphNode } from '../../../src/facts/upstream/graph-node.ts';
import type {
  NodeUpstream,
  UpstreamEnvironment,
  UpstreamOddity,
  Upstreams,
} from '../../../src/facts/upstream/upstreams.ts';

/** A node of a test's project: what its graph and its index hold. */
export interface ProjectNode {
  readonly graph: GraphNode;
  /** Null for a node that no index of the applied state holds. */
  readonly indexed: IndexedNode | null;
}

const UNCHECKED: SourceFreshness = {
  checked: null,
  status: null,
  maxLoadedAt: null,
  snapshottedAt: null,
  runGeneratedAt: null,
  hasThreshold: false,
};

export function freshness(over: Partial<SourceFreshness>): SourceFreshness {
  return { ...UNCHECKED, ...over };
}

/** A check that read a load time; the moment of the check is a fixed one. */
export function loaded(maxLoadedAt: string, over: Partial<SourceFreshness> = {}): SourceFreshness {
  return freshness({
    checked: true,
    status: 'pass',
    maxLoadedAt,
    snapshottedAt: '2026-05-05T05:05:05Z',
    ...over,
  });
}

type Over = Partial<GraphNode> & { readonly relation?: string };

/** `model.shop.<name>` over the relation `db.s.<name>`, made of the nodes with these ids. */
export function model(name: string, parents: readonly string[] | null = [], over: Over = {}): ProjectNode {
  return node(`model.shop.${name}`, 'MODEL', parents, over);
}

/** `source.shop.raw.<name>` over the relation `db.raw.<name>`. */
export function source(name: string, check: SourceFreshness | null = null, over: Over = {}): ProjectNode {
  return node(`source.shop.raw.${name}`, 'SOURCE', [], {
    relation: `raw.${name}`,
    freshness: check,
    ...over,
  });
}

export function seed(name: string): ProjectNode {
  return node(`seed.shop.${name}`, 'SEED', [], {});
}

/** Of the definition state alone. */
export function unbuilt(name: string, parents: readonly string[] | null = []): ProjectNode {
  return model(name, parents, { state: 'definition' });
}

function node(
  uniqueId: string,
  resourceType: GraphNode['resourceType'],
  parents: readonly string[] | null,
  { relation = `s.${uniqueId.split('.').at(-1)}`, ...over }: Over,
): ProjectNode {
  const [schema = '', identifier = ''] = relation.split('.');
  const graph: GraphNode = {
    uniqueId,
    state: 'applied',
    resourceType,
    parents,
    lastRunStatus: resourceType === 'SOURCE' ? null : 'success',
    freshness: null,
    tests: [],
    ...over,
  };
  const indexed: IndexedNode = {
    uniqueId,
    resourceType,
    name: uniqueId.split('.').at(-1) ?? '',
    packageName: 'shop',
    database: 'db',
    schema,
    identifier,
    relationName: null,
    materializedType: null,
  };
  return { graph, indexed: graph.state === 'applied' ? indexed : null };
}

/** A generic test that is declared on the model of this name, whichever nodes list it. */
export function testOf(name: string, lastKnownResult: string, over: Partial<NodeTest> = {}): NodeTest {
  return {
    uniqueId: `test.shop.not_null_${name}_id`,
    name: `not_null_${name}_id`,
    description: null,
    testType: 'GENERIC_DATA_TEST',
    columnName: 'id',
    metadata: {
      name: 'not_null',
      namespace: null,
      kwargs: { model: `{{ get_where_subquery(ref('${name}')) }}`, column_name: 'id', other: [1] },
    },
    lastKnownResult,
    execution: null,
    ...over,
  };
}

export function environment(environmentId: string, nodes: readonly ProjectNode[]): UpstreamEnvironment {
  const builder = createEnvironmentGraphBuilder(environmentId);
  builder.add(nodes.map(({ graph }) => graph));
  const indexed = nodes.flatMap((one) => one.indexed ?? []);
  const head = { environmentId, adapterType: 'duckdb', projectName: 'shop' };
  return { graph: builder.finish(), relations: createRelationIndex({ ...head, nodes: indexed }) };
}

export interface Computed {
  readonly upstreams: Upstreams;
  readonly oddities: readonly UpstreamOddity[];
  readonly slices: number;
}

export function compute(environments: readonly UpstreamEnvironment[]): Computed {
  const oddities: UpstreamOddity[] = [];
  const steps = computeUpstream(environments, { onOddity: (oddity) => oddities.push(oddity) });
  for (let slices = 1; ; slices += 1) {
    const step = steps.next();
    if (step.done) return { upstreams: step.value, oddities, slices };
  }
}

/** What is upstream of a node of environment 1, the project's only one. */
export function upstreamOf(uniqueId: string, nodes: readonly ProjectNode[]): NodeUpstream {
  const upstream = compute([environment('1', nodes)]).upstreams.of('1', uniqueId);
  if (upstream === null) throw new Error(`${uniqueId} is not in the graph.`);
  return upstream;
}

/** Ids alone, for short. */
export const sourceIdsOf = (upstream: NodeUpstream, first = 20): readonly string[] =>
  upstream.sources(first).map(({ node: { uniqueId } }) => uniqueId);

export const failingOf = (upstream: NodeUpstream): readonly (readonly [string, number])[] =>
  upstream.failing.map(({ node: { uniqueId }, distance }) => [uniqueId, distance]);
