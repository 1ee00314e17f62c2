import type { ManifestNode } from '../artifacts/schemas.ts';
import type { EnvironmentState } from '../state/environment-state.ts';
import { catalogView } from './views/catalog.ts';
import { builderExecutionInfo } from './views/execution.ts';

export interface ModelSort {
  field: string;
  direction: 'asc' | 'desc';
}

/** Nodes without a value come last in either direction; ties keep the order of uniqueIds. */
export function sortModels(
  nodes: readonly ManifestNode[],
  sort: ModelSort | null | undefined,
  state: EnvironmentState,
): readonly ManifestNode[] {
  if (!sort) return nodes;
  const sign = sort.direction === 'desc' ? -1 : 1;
  const keyed = nodes.map((node) => ({ node, key: keyOf(node, sort.field, state) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    if (a.key === b.key) return 0;
    return a.key < b.key ? -sign : sign;
  });
  return keyed.map(({ node }) => node);
}

function keyOf(node: ManifestNode, field: string, state: EnvironmentState): string | number | null {
  switch (field) {
    case 'executeCompletedAt': {
      const completedAt = builderExecutionInfo(node.unique_id, state).executeCompletedAt;
      return completedAt === null ? null : Date.parse(completedAt);
    }
    case 'rowCount':
      return catalogView(node, state)?.rowCountStat ?? null;
    case 'uniqueId':
      return node.unique_id;
    default:
      // Artifacts say nothing of how often a table is queried.
      return null;
  }
}
