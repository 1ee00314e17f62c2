import type { ManifestNode } from '../artifacts/schemas.ts';
import type { EnvironmentState } from '../state/environment-state.ts';
import { commonFields, tagsOf } from './views/common.ts';
import { builderExecutionInfo, lastKnownResult, testExecutionInfo } from './views/execution.ts';
import { modelTraits, testTypeOf } from './views/traits.ts';

/** The fields of all filter inputs of the schema; each input type offers some of them. */
export interface NodeFilter {
  access?: string | null;
  database?: string | null;
  exposureType?: string | null;
  freshnessChecked?: boolean | null;
  freshnessStatus?: string | null;
  group?: string | null;
  identifier?: string | null;
  lastKnownResult?: string | null;
  lastKnownResults?: string[] | null;
  lastRunStatus?: string | null;
  modelingLayer?: string | null;
  packageName?: string | null;
  schema?: string | null;
  sourceNames?: string[] | null;
  status?: string | null;
  tags?: string[] | null;
  testTypes?: string[] | null;
  uniqueIds?: string[] | null;
}

type Check = (node: ManifestNode) => boolean;

/** Fields narrow each other. Null, absent and an empty list restrict nothing. */
export function matching(filter: NodeFilter | null | undefined, state: EnvironmentState): Check {
  const checks = filter
    ? [...coordinateChecks(filter), ...traitChecks(filter), ...resultChecks(filter, state)]
    : [];
  return (node) => checks.every((check) => check(node));
}

function coordinateChecks(filter: NodeFilter): Check[] {
  return [
    ...among(filter.uniqueIds, (node) => node.unique_id),
    ...sameText(filter.database, (node) => node.database),
    ...sameText(filter.schema, (node) => node.schema),
    // Models, seeds and snapshots are compared by alias, never by name.
    ...sameText(filter.identifier, (node) => node.identifier ?? node.alias),
  ];
}

function traitChecks(filter: NodeFilter): Check[] {
  const { tags } = filter;
  return [
    ...among(filter.sourceNames, (node) => node.source_name),
    ...among(filter.testTypes, testTypeOf),
    ...equal(filter.access, (node) => node.access),
    ...equal(filter.packageName, (node) => node.package_name),
    ...equal(filter.exposureType, (node) => node.type),
    ...equal(filter.modelingLayer, (node) => modelTraits(node).modelingLayer),
    ...(tags?.length ? [(node: ManifestNode) => tagsOf(node).some((tag) => tags.includes(tag))] : []),
  ];
}

function resultChecks(filter: NodeFilter, state: EnvironmentState): Check[] {
  const known = (node: ManifestNode) => lastKnownResult(node.unique_id, state);
  const isChecked = (node: ManifestNode) => state.freshness.has(node.unique_id);
  return [
    ...equal(filter.group, (node) => commonFields(node, state).group),
    ...equal(filter.lastRunStatus, (node) => builderExecutionInfo(node.unique_id, state).lastRunStatus),
    ...equal(filter.status, (node) => testExecutionInfo(node.unique_id, state).lastRunStatus),
    ...equal(filter.lastKnownResult, known),
    ...among(filter.lastKnownResults, known),
    ...equal(filter.freshnessStatus, (node) => state.freshness.get(node.unique_id)?.status),
    ...equal(filter.freshnessChecked, isChecked),
  ];
}

function among(
  wanted: string[] | null | undefined,
  read: (node: ManifestNode) => string | null | undefined,
): Check[] {
  if (!wanted?.length) return [];
  const set = new Set<string | null | undefined>(wanted);
  return [(node) => set.has(read(node))];
}

function equal<T>(wanted: T | null | undefined, read: (node: ManifestNode) => T | null | undefined): Check[] {
  return wanted === null || wanted === undefined ? [] : [(node) => read(node) === wanted];
}

function sameText(
  wanted: string | null | undefined,
  read: (node: ManifestNode) => string | null | undefined,
): Check[] {
  if (wanted === null || wanted === undefined) return [];
  const folded = wanted.toLowerCase();
  return [(node) => read(node)?.toLowerCase() === folded];
}
