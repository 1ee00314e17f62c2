import type { NodeRuns } from '../artifacts/merge-runs.ts';
import type { CatalogTable, ManifestNode } from '../artifacts/schemas.ts';

const BUILDERS = new Set(['model', 'seed', 'snapshot']);

/**
 * The uniqueIds that are in applied state. A builder counts with an execution that succeeded, or when the
 * catalog lists it. Where neither holds for any builder (the project was only compiled), every builder with
 * a relation counts. Sources, tests and exposures count when declared.
 */
export function findApplied(
  nodes: ReadonlyMap<string, ManifestNode>,
  runs: ReadonlyMap<string, NodeRuns>,
  catalog: ReadonlyMap<string, CatalogTable>,
): Set<string> {
  const all = [...nodes.values()];
  const builders = all.filter((node) => BUILDERS.has(node.resource_type));
  const proven = builders.filter(
    (node) => runs.get(node.unique_id)?.lastSuccess || (catalog.has(node.unique_id) && hasRelation(node)),
  );
  const applied = proven.length > 0 ? proven : builders.filter(hasRelation);
  const declared = all.filter((node) =>
    ['source', 'test', 'unit_test', 'exposure'].includes(node.resource_type),
  );
  return new Set([...applied, ...declared].map((node) => node.unique_id));
}

function hasRelation(node: ManifestNode): boolean {
  return node.config?.materialized !== 'ephemeral';
}
