import { type Edges, reverseEdges } from './edges.ts';
import { createGrowing } from './growing.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Pace } from './pace.ts';
import { isChecked } from './source-check.ts';
import { findSubstitutes } from './substitutes.ts';
import type { UpstreamEnvironment } from './upstreams.ts';

/** How all nodes of an integration hang together, builders standing in the place of sources. */
export interface Lineage {
  readonly parents: Edges;
  readonly children: Edges;
  /** Nodes of which the host does not tell what they are made of. */
  readonly untold: readonly number[];
  /** Nodes that read a source in whose place a builder stands alone. */
  readonly readingBuilt: readonly number[];
}

export function* traceLineage(
  nodes: JoinedNodes,
  environments: readonly UpstreamEnvironment[],
  pace: Pace,
): Generator<void, Lineage> {
  const substitutes = yield* findSubstitutes(nodes, environments, pace);
  const starts = new Uint32Array(nodes.size + 1);
  const targets = createGrowing((length) => new Uint32Array(length));
  const untold: number[] = [];
  const readingBuilt: number[] = [];

  /** A source that another node builds is one of its own beside that node only where it is checked. */
  function addParent(node: number, parent: number): void {
    const builder = substitutes.get(parent);
    if (builder !== undefined) targets.push(builder);
    if (builder === undefined || isChecked(nodes.checkOf(parent))) targets.push(parent);
    else if (readingBuilt.at(-1) !== node) readingBuilt.push(node);
  }

  let first = 0;
  for (const { graph } of environments) {
    const base = first;
    for (let row = 0; row < graph.rowCount; row += 1) {
      const node = base + row;
      if (!graph.tellsParents(row)) untold.push(node);
      graph.eachParent(row, (parent) => addParent(node, base + parent));
      starts[node + 1] = targets.length;
      if (pace.isDue(10 * (1 + targets.length - (starts[node] ?? 0)))) yield;
    }
    first += graph.rowCount;
  }
  const parents: Edges = { starts, targets: targets.toArray() };
  return { parents, children: yield* reverseEdges(parents, pace), untold, readingBuilt };
}
