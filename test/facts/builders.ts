import type { TestFact } from '../../src/facts/facts.ts';
import type {
  CatalogColumn,
  EnvironmentIndex,
  ExecutionInfo,
  IndexedNode,
  NodeDetails,
  NodeTest,
  Relation,
  SourceFreshness,
} from '../../src/facts/node.ts';
import { createRelationIndex, type RelationIndex } from '../../src/facts/relation-index.ts';
import type { TestedClaimant } from '../../src/facts/test-facts.ts';
import type { UpstreamHealth } from '../../src/facts/upstream/upstream-health.ts';

/** `analytics.marts.orders`, or `marts.orders` for a relation without a database. */
export function relation(path: string): Relation {
  const parts = path.split('.');
  const name = parts.pop() ?? '';
  const schema = parts.pop() ?? '';
  return { database: parts.pop() ?? null, schema, name };
}

/** A model `model.shop.<name>` with the relation given as a path. */
export function model(name: string, path: string, over: Partial<IndexedNode> = {}): IndexedNode {
  const { database, schema, name: identifier } = relation(path);
  return {
    uniqueId: `model.shop.${name}`,
    resourceType: 'MODEL',
    name,
    packageName: 'shop',
    database,
    schema,
    identifier,
    relationName: null,
    materializedType: 'table',
    ...over,
  };
}

/** A source `source.shop.raw.<name>`. */
export function source(name: string, path: string, over: Partial<IndexedNode> = {}): IndexedNode {
  return model(name, path, {
    uniqueId: `source.shop.raw.${name}`,
    resourceType: 'SOURCE',
    materializedType: null,
    ...over,
  });
}

export function seed(name: string, path: string, over: Partial<IndexedNode> = {}): IndexedNode {
  return model(name, path, {
    uniqueId: `seed.shop.${name}`,
    resourceType: 'SEED',
    materializedType: 'seed',
    ...over,
  });
}

/** One environment's index, ready for lookups. */
export function environment(
  adapterType: string | null,
  nodes: readonly IndexedNode[],
  environmentId = '1',
): RelationIndex {
  const index: EnvironmentIndex = { environmentId, adapterType, projectName: 'shop', nodes };
  return createRelationIndex(index);
}

/** A node with the tests it lists, alone in environment 1 unless `neighbours` stand beside it. */
export function tested(
  node: IndexedNode,
  tests: readonly NodeTest[],
  neighbours: readonly IndexedNode[] = [],
): TestedClaimant {
  return { environmentId: '1', node, tests, names: environment('duckdb', [node, ...neighbours]).names };
}

const NEVER_EXECUTED: ExecutionInfo = {
  lastRunId: null,
  lastJobId: null,
  lastRunStatus: null,
  lastRunError: null,
  lastRunGeneratedAt: null,
  lastSuccessRunId: null,
  lastSuccessJobId: null,
  executeStartedAt: null,
  executeCompletedAt: null,
  executionTimeSeconds: null,
  runGeneratedAt: null,
  lastRunFailures: null,
};

export function execution(over: Partial<ExecutionInfo> = {}): ExecutionInfo {
  return { ...NEVER_EXECUTED, ...over };
}

/** A build that went well and was the latest attempt. */
export function built(executeCompletedAt: string, over: Partial<ExecutionInfo> = {}): ExecutionInfo {
  return execution({
    lastRunId: '901',
    lastJobId: '77',
    lastRunStatus: 'success',
    lastRunGeneratedAt: executeCompletedAt,
    lastSuccessRunId: '901',
    lastSuccessJobId: '77',
    executeCompletedAt,
    runGeneratedAt: executeCompletedAt,
    ...over,
  });
}

export function details(over: Partial<NodeDetails> = {}): NodeDetails {
  return {
    uniqueId: 'model.shop.orders',
    resourceType: 'MODEL',
    description: null,
    sourceDescription: null,
    materializedType: 'table',
    tags: [],
    meta: null,
    owner: null,
    inCatalog: true,
    execution: null,
    freshness: null,
    ...over,
  };
}

export function sourceDetails(
  freshness: Partial<SourceFreshness> | null,
  over: Partial<NodeDetails> = {},
): NodeDetails {
  const unchecked: SourceFreshness = {
    checked: null,
    status: null,
    maxLoadedAt: null,
    snapshottedAt: null,
    runGeneratedAt: null,
    hasThreshold: false,
  };
  return details({
    uniqueId: 'source.shop.raw.orders',
    resourceType: 'SOURCE',
    materializedType: null,
    freshness: freshness === null ? null : { ...unchecked, ...freshness },
    ...over,
  });
}

export function column(name: string, over: Partial<CatalogColumn> = {}): CatalogColumn {
  return { name, description: null, dataType: null, index: null, tags: [], meta: null, ...over };
}

/** A generic test `not_null` on a column of model `orders`; override what matters. */
export function test(over: Partial<NodeTest> = {}): NodeTest {
  const name = over.name ?? 'not_null_orders_id';
  return {
    uniqueId: `test.shop.${name}`,
    name,
    description: null,
    testType: 'GENERIC_DATA_TEST',
    columnName: null,
    metadata: null,
    lastKnownResult: 'pass',
    execution: null,
    ...over,
  };
}

/** The argument by which a generic test names the node it is declared on. */
export function modelArgument(reference: string): string {
  return `{{ get_where_subquery(${reference}) }}`;
}

export function testFact(over: Partial<TestFact> = {}): TestFact {
  const name = over.name ?? 'not_null_orders_id';
  return {
    uniqueId: `test.shop.${name}`,
    name,
    description: null,
    kind: 'GENERIC',
    testName: 'not_null',
    columnName: null,
    outcome: 'PASS',
    severity: null,
    failures: null,
    message: null,
    executedAt: null,
    outdated: false,
    runId: null,
    jobId: null,
    columns: [],
    ...over,
  };
}

/** No source upstream is at fault, and all that is upstream is known. */
export const NOTHING_UPSTREAM: UpstreamHealth = {
  inError: null,
  warning: null,
  longestUnchecked: null,
  unknownReason: null,
};
