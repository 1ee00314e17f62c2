import type { Edges } from './edges.ts';
import type { RankedSource } from './source-ranks.ts';

/** The ranks of all sources from which edges lead to a node, ascending: a walk over everything upstream of it. */
export function collectSources(
  node: number,
  { starts, targets }: Edges,
  ranked: readonly RankedSource[],
): readonly number[] {
  const isSeen = new Uint8Array(starts.length);
  const waiting = [node];
  isSeen[node] = 1;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const parent of targets.subarray(starts[at], starts[at + 1])) {
      if (isSeen[parent] === 1) continue;
      isSeen[parent] = 1;
      waiting.push(parent);
    }
  }
  return ranked.flatMap(({ node: source }, rank) => (isSeen[source] === 1 ? [rank] : []));
}
