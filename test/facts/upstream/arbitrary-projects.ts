import fc from 'fast-check';
import type { SourceStatus } from '../../../src/facts/facts.ts';
import type { IndexedNode, NodeTest, SourceFreshness } from '../../../src/facts/node.ts';
import type { GraphNode } from '../../../src/facts/upstream/graph-node.ts';
import { freshness, type ProjectNode, testOf } from './projects.ts';

/** What a check means, written by hand beside what dbt says. */
export interface Check {
  readonly loadedAt: string | null;
  readonly status: SourceStatus | null;
  readonly isConfigured: boolean;
  readonly checkedAt: string | null;
}

export interface ArbitraryNode {
  readonly id: string;
  readonly state: 'applied' | 'definition';
  readonly type: 'MODEL' | 'SOURCE' | 'SEED' | 'SNAPSHOT';
  readonly parents: readonly string[] | null;
  readonly schema: string;
  readonly identifier: string;
  readonly hasFailed: boolean;
  readonly check: Check;
  readonly dbtFreshness: SourceFreshness | null;
  readonly tests: readonly ArbitraryTest[];
}

interface ArbitraryTest {
  readonly owner: string;
  readonly isFailingData: boolean;
  readonly test: NodeTest;
}

export interface ArbitraryEnvironment {
  readonly nodes: readonly ArbitraryNode[];
}

const EARLY = '2026-01-01T00:00:00.000Z';
const LATE = '2026-02-02T00:00:00.000Z';
const NONE: Check = { loadedAt: null, status: null, isConfigured: false, checkedAt: null };

const CHECKS: readonly (readonly [SourceFreshness | null, Check])[] = [
  [null, NONE],
  [freshness({}), NONE],
  [freshness({ hasThreshold: true }), { ...NONE, isConfigured: true }],
  [freshness({ runGeneratedAt: LATE }), { ...NONE, isConfigured: true, checkedAt: LATE }],
  [
    freshness({ checked: true, status: 'Pass', maxLoadedAt: EARLY, snapshottedAt: LATE }),
    { loadedAt: EARLY, status: 'PASS', isConfigured: true, checkedAt: LATE },
  ],
  [
    freshness({ checked: true, status: 'warn', maxLoadedAt: LATE, snapshottedAt: EARLY }),
    { loadedAt: LATE, status: 'WARN', isConfigured: true, checkedAt: EARLY },
  ],
  [
    freshness({ checked: true, status: 'error', maxLoadedAt: EARLY, runGeneratedAt: EARLY }),
    { loadedAt: EARLY, status: 'ERROR', isConfigured: true, checkedAt: EARLY },
  ],
  [
    freshness({ checked: true, status: 'runtime error', maxLoadedAt: '0001-01-01T00:00:00Z' }),
    { loadedAt: null, status: 'ERROR', isConfigured: true, checkedAt: null },
  ],
  [
    freshness({ checked: true, status: 'pass', maxLoadedAt: LATE, snapshottedAt: LATE }),
    { loadedAt: null, status: 'PASS', isConfigured: true, checkedAt: LATE },
  ],
  [
    freshness({ checked: true, status: 'pass', maxLoadedAt: '2999-01-01T00:00:00Z', snapshottedAt: EARLY }),
    { loadedAt: '2999-01-01T00:00:00.000Z', status: 'PASS', isConfigured: true, checkedAt: EARLY },
  ],
  [
    freshness({ checked: true, status: 'some new word' }),
    { loadedAt: null, status: 'UNKNOWN', isConfigured: true, checkedAt: null },
  ],
];

const ID_PREFIX = {
  MODEL: 'model.shop.m',
  SOURCE: 'source.shop.raw.s',
  SEED: 'seed.shop.d',
  SNAPSHOT: 'snapshot.shop.n',
};
/** Models and sources come most often. */
const anyType = fc.constantFrom('MODEL', 'MODEL', 'MODEL', 'SOURCE', 'SOURCE', 'SEED', 'SNAPSHOT');
/** How large projects are. Ids of each kind count from 0 to below `ids`. */
export interface Extent {
  readonly ids: number;
  readonly leastNodes: number;
  readonly mostNodes: number;
  readonly mostParents: number;
  readonly environments: number;
}

const numberBelow = (end: number) => fc.integer({ min: 0, max: end - 1 });
const anyId = (ids: number) =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(anyType, numberBelow(ids)).map(([type, at]) => ID_PREFIX[type] + at),
    },
    { weight: 1, arbitrary: fc.constantFrom('model.shop.gone', 'source.shop.raw.gone', 'macro.shop.x', '') },
  );

const anyTest = (ids: number): fc.Arbitrary<ArbitraryTest> =>
  fc
    .record({
      owner: numberBelow(ids).map((at) => `m${at}`),
      result: fc.constantFrom('pass', 'fail', 'error', 'warn', 'skipped'),
      isUnit: fc.boolean(),
    })
    .map(({ owner, result, isUnit }) => ({
      owner,
      isFailingData: !isUnit && (result === 'fail' || result === 'error'),
      test: testOf(owner, result, isUnit ? { testType: 'UNIT_TEST' } : {}),
    }));

const anyProjectNode = (ids: number, mostParents: number): fc.Arbitrary<ArbitraryNode> =>
  fc
    .record({
      type: anyType,
      number: numberBelow(ids),
      state: fc.constantFrom('applied', 'applied', 'definition'),
      parents: fc.option(fc.array(anyId(ids), { maxLength: mostParents, size: 'max' }), {
        nil: null,
        freq: 15,
      }),
      identifier: numberBelow(4 * ids).map((at) => `t${at}`),
      status: fc.constantFrom('success', 'success', 'error', 'skipped', 'Partial Success'),
      check: fc.constantFrom(...CHECKS),
      tests: fc.array(anyTest(ids), { maxLength: 2 }),
    })
    .map(({ number: at, type, status, check: [dbtFreshness, check], ...rest }) => ({
      ...rest,
      id: ID_PREFIX[type] + at,
      type,
      schema: 's',
      hasFailed: status === 'error' || status === 'Partial Success',
      check: type === 'SOURCE' ? check : NONE,
      dbtFreshness: type === 'SOURCE' ? dbtFreshness : null,
    }));

/** In the same state an id may come again: the first counts. */
export const anyEnvironments = ({ ids, leastNodes, mostNodes, mostParents, environments }: Extent) =>
  fc.array(
    fc.record({
      nodes: fc.array(anyProjectNode(ids, mostParents), {
        minLength: leastNodes,
        maxLength: mostNodes,
        size: 'max',
      }),
    }),
    { minLength: 1, maxLength: environments },
  );

export function toProjectNode(node: ArbitraryNode): ProjectNode {
  const graph: GraphNode = {
    uniqueId: node.id,
    state: node.state,
    resourceType: node.type,
    parents: node.parents,
    lastRunStatus: node.hasFailed ? 'Error' : 'success',
    freshness: node.dbtFreshness,
    tests: node.tests.map(({ test }) => test),
  };
  const indexed: IndexedNode = {
    uniqueId: node.id,
    resourceType: node.type,
    name: node.id.split('.').at(-1) ?? '',
    packageName: 'shop',
    database: 'db',
    schema: node.schema,
    identifier: node.identifier,
    relationName: null,
    materializedType: null,
  };
  return { graph, indexed: node.state === 'applied' ? indexed : null };
}
