import type { NodeRuns } from '../artifacts/merge-runs.ts';
import type { ManifestNode } from '../artifacts/schemas.ts';

const BUILDERS = new Set(['model', 'seed', 'snapshot']);

/**
 * The uniqueIds that are in applied state. A builder counts when an execution built its relation or left it standing,
 * or when the catalog lists it. Where neither holds for any builder (the project was only compiled), every builder
 * with a relation counts, unless the project was built elsewhere: then nothing is known of this target. Sources, tests
 * and exposures count when declared.
 */
export function findApplied(
  nodes: ReadonlyMap<string, ManifestNode>,
  runs: { nodes: ReadonlyMap<string, NodeRuns>; hasOtherTarget: boolean },
  catalog: { has(uniqueId: string): boolean },
): Set<string> {
  const all = [...nodes.values()];
  const builders = all.filter((node) => BUILDERS.has(node.resource_type));
  const proven = builders.filter(
    (node) =>
      runs.nodes.get(node.unique_id)?.hasRelation || (catalog.has(node.unique_id) && canHaveRelation(node)),
  );
  const isOnlyCompiled = proven.length === 0 && !runs.hasOtherTarget;
  const applied = isOnlyCompiled ? builders.filter(canHaveRelation) : proven;
  const declared = all.filter((node) =>
    ['source', 'test', 'unit_test', 'exposure'].includes(node.resource_type),
  );
  return new Set([...applied, ...declared].map((node) => node.unique_id));
}

function canHaveRelation(node: ManifestNode): boolean {
  return node.config?.materialized !== 'ephemeral';
}
