import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { commonFields } from './common.ts';
import { worstTestStatus } from './test-statuses.ts';
import { modelTraits } from './traits.ts';

/** Lineage spells resource types in Title case. Kinds that are not listed here are not served in lineage. */
export const LINEAGE_TYPES = new Map([
  ['model', 'Model'],
  ['source', 'Source'],
  ['seed', 'Seed'],
  ['snapshot', 'Snapshot'],
  ['test', 'Test'],
  ['unit_test', 'Test'],
]);

export function lineageView(node: ManifestNode, state: EnvironmentState) {
  const type = LINEAGE_TYPES.get(node.resource_type);
  return {
    ...commonFields(node, state),
    __typename: `${type}LineageNode`,
    ...modelTraits(node),
    resourceType: type,
    materializationType: modelTraits(node).materializedType,
    matchesMethod: true,
    parentIds: state.graph.parents.get(node.unique_id) ?? [],
    publicParentIds: [],
    sourceName: node.source_name ?? null,
    lastRunStatus: () => state.runs.get(node.unique_id)?.lastAttempt?.status ?? null,
    worstTestStatus: () => worstTestStatus(node.unique_id, state),
  };
}
