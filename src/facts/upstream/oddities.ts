import type { Components } from './components.ts';
import type { Edges } from './edges.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Pace } from './pace.ts';
import type { UpstreamOddity } from './upstreams.ts';

/** Ids of the kinds of nodes that are read; macros, metrics and the like are no tables. */
const READ_KINDS = /^(?:model|source|seed|snapshot)\./;

/** Cycles and missing parents, counted for each environment. */
export function* findOddities(
  nodes: JoinedNodes,
  parents: Edges,
  { count, nodes: members, starts }: Components,
  pace: Pace,
): Generator<void, readonly UpstreamOddity[]> {
  const found = new Map<string, UpstreamOddity>();
  const report = (kind: UpstreamOddity['kind'], node: number): void => {
    const { environmentId } = nodes.environmentOf(node).graph;
    const key = `${kind} ${environmentId}`;
    const known = found.get(key);
    const example = known?.example ?? nodes.idOf(node);
    found.set(key, { environmentId, kind, count: (known?.count ?? 0) + 1, example });
  };

  for (let node = 0; node < nodes.size; node += 1) {
    const { graph } = nodes.environmentOf(node);
    const row = nodes.rowOf(node);
    if (graph.stateAt(row) === null && READ_KINDS.test(graph.idAt(row))) report('missing parent', node);
    if (pace.isDue(2)) yield;
  }
  for (let component = 0; component < count; component += 1) {
    const first = starts[component] ?? 0;
    const node = members[first] ?? 0;
    const isCycle = (starts[component + 1] ?? 0) - first > 1;
    if (isCycle || isOwnParent(node, nodes, parents)) report('cycle', node);
    if (pace.isDue(2)) yield;
  }
  return [...found.values()];
}

/** A node that reads a source over its own relation is none: many incremental models do. */
function isOwnParent(node: number, nodes: JoinedNodes, { starts, targets }: Edges): boolean {
  if (!targets.subarray(starts[node], starts[node + 1]).includes(node)) return false;
  const row = nodes.rowOf(node);
  let isOwn = false;
  nodes.environmentOf(node).graph.eachParent(row, (parent) => {
    if (parent === row) isOwn = true;
  });
  return isOwn;
}
