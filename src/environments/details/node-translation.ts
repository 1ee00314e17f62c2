import type { EnvironmentState, NodeKind } from '../../dbt/operations.ts';
import type {
  WireDeclaredNode,
  WireDetailsNode,
  WireExecutionInfo,
  WireFreshness,
  WireGraphNode,
  WireIndexedNode,
  WireTest,
} from '../../dbt/responses.ts';
import type {
  CatalogColumn,
  ExecutionInfo,
  IndexedNode,
  NodeDetails,
  NodeTest,
  ResourceType,
  SourceFreshness,
} from '../../facts/node.ts';
import { toFailingTests } from '../../facts/upstream/failing-tests.ts';
import type { GraphNode } from '../../facts/upstream/graph-node.ts';

/** The one translation from what dbt's API answers to what the rules read. */

const RESOURCE_TYPES: Readonly<Record<NodeKind, ResourceType>> = {
  models: 'MODEL',
  sources: 'SOURCE',
  seeds: 'SEED',
  snapshots: 'SNAPSHOT',
};

const KINDS: Readonly<Record<ResourceType, NodeKind>> = {
  MODEL: 'models',
  SOURCE: 'sources',
  SEED: 'seeds',
  SNAPSHOT: 'snapshots',
};

/** The list of dbt's API in which nodes of this type stand. */
export function toKind(resourceType: ResourceType): NodeKind {
  return KINDS[resourceType];
}

export function toIndexedNode(kind: NodeKind, wire: WireIndexedNode): IndexedNode {
  return {
    uniqueId: wire.uniqueId,
    resourceType: RESOURCE_TYPES[kind],
    name: wire.name ?? wire.uniqueId,
    packageName: wire.packageName ?? packageOf(wire.uniqueId),
    database: wire.database,
    schema: wire.schema,
    identifier: kind === 'sources' ? wire.identifier : wire.alias,
    relationName: wire.relationName,
    materializedType: wire.materializedType,
  };
}

/** Sources have no packageName in the API; the second part of every uniqueId is the package. */
function packageOf(uniqueId: string): string | null {
  return uniqueId.split('.')[1] ?? null;
}

export function toNodeDetails(kind: NodeKind, wire: WireDetailsNode): NodeDetails {
  return {
    uniqueId: wire.uniqueId,
    resourceType: RESOURCE_TYPES[kind],
    description: wire.description,
    sourceDescription: wire.sourceDescription,
    materializedType: wire.materializedType,
    tags: wire.tags,
    meta: wire.meta,
    owner: wire.catalog?.owner ?? null,
    inCatalog: wire.catalog !== null,
    execution: toExecutionInfo(wire.executionInfo),
    freshness: wire.freshness === null ? null : toSourceFreshness(wire.freshness),
  };
}

function toSourceFreshness(wire: WireFreshness): SourceFreshness {
  return {
    checked: wire.freshnessChecked,
    status: wire.freshnessStatus,
    maxLoadedAt: wire.maxLoadedAt,
    snapshottedAt: wire.snapshottedAt,
    runGeneratedAt: wire.freshnessRunGeneratedAt,
    hasThreshold: hasThreshold(wire.criteria),
  };
}

/** A node of the graph. Of its tests only those that fail are kept: pages of it are kept outside the process until the read has ended. */
export function toGraphNode(
  state: EnvironmentState,
  kind: NodeKind,
  wire: WireGraphNode | WireDeclaredNode,
): GraphNode {
  const node = {
    uniqueId: wire.uniqueId,
    state,
    resourceType: RESOURCE_TYPES[kind],
    parents:
      kind === 'sources' || kind === 'seeds' ? [] : (wire.parents?.map(({ uniqueId }) => uniqueId) ?? null),
  };
  if (!('tests' in wire)) return { ...node, lastRunStatus: null, freshness: null, tests: [] };
  return {
    ...node,
    lastRunStatus: wire.executionInfo?.lastRunStatus ?? null,
    freshness: wire.freshness === null ? null : toSourceFreshness(wire.freshness),
    tests: toFailingTests(wire.tests.map(toTest)),
  };
}

/** dbt sends the criteria of every source; those of a source that configures none hold empty periods or no periods at all. */
function hasThreshold(criteria: WireFreshness['criteria']): boolean {
  const counts = [criteria?.warnAfter?.count, criteria?.errorAfter?.count];
  return counts.some((count) => count !== null && count !== undefined);
}

export function toColumns(wire: WireDetailsNode): readonly CatalogColumn[] {
  return (wire.catalog?.columns ?? []).flatMap((column) =>
    column.name === null
      ? []
      : [
          {
            name: column.name,
            description: column.description,
            dataType: column.type,
            index: column.index,
            tags: column.tags,
            meta: column.meta,
          },
        ],
  );
}

export function toTests(wire: WireDetailsNode): readonly NodeTest[] {
  return wire.tests.map(toTest);
}

function toTest(wire: WireTest): NodeTest {
  const metadata = wire.testMetadata;
  return {
    uniqueId: wire.uniqueId,
    name: wire.name ?? wire.uniqueId,
    description: wire.description,
    testType: wire.testType,
    columnName: wire.columnName ?? metadata?.columnName ?? null,
    metadata:
      metadata === null
        ? null
        : { name: metadata.name, namespace: metadata.namespace, kwargs: metadata.kwargs },
    lastKnownResult: wire.lastKnownResult,
    execution: toExecutionInfo(wire.executionInfo),
  };
}

function toExecutionInfo(wire: WireExecutionInfo): ExecutionInfo | null {
  if (wire === null) return null;
  const { lastJobDefinitionId, lastSuccessJobDefinitionId, executionTime, ...rest } = wire;
  return {
    ...rest,
    lastJobId: lastJobDefinitionId,
    lastSuccessJobId: lastSuccessJobDefinitionId,
    executionTimeSeconds: executionTime,
  };
}

export interface NodeCode {
  readonly rawCode: string | null;
  readonly compiledCode: string | null;
}

export function toCode(wire: WireDetailsNode): NodeCode {
  return { rawCode: wire.rawCode, compiledCode: wire.compiledCode };
}
