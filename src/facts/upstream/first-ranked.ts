import type { Edges } from './edges.ts';
import type { Pace } from './pace.ts';

/** Which of some nodes, in the order of their rank, each node is reached by first. */
export interface FirstRanked {
  /** Ranks from 0, ascending. A ranked node is reached by itself. */
  of(node: number): Uint16Array | Uint32Array;
  readonly bytes: number;
}

const RANKS_OF_TWO_BYTES = 0x1_0000;

/**
 * Finds the first ranks that reach every node, at most `limit`. Ranks walk along the edges one after the other, and a walk turns back where a
 * node is full: whatever lies behind that node has been reached by as many ranks.
 */
export function* findFirstRanked(
  ranked: readonly number[],
  { starts, targets }: Edges,
  limit: number,
  pace: Pace,
): Generator<void, FirstRanked> {
  const size = starts.length - 1;
  const width = Math.min(limit, ranked.length);
  const slots =
    ranked.length <= RANKS_OF_TWO_BYTES ? new Uint16Array(size * width) : new Uint32Array(size * width);
  const counts = new Uint8Array(size);
  const waiting: number[] = [];

  const reach = (node: number, rank: number): void => {
    const count = counts[node] ?? 0;
    const end = node * width + count;
    if (count === width || (count > 0 && slots[end - 1] === rank)) return;
    slots[end] = rank;
    counts[node] = count + 1;
    waiting.push(node);
  };

  for (const [rank, start] of ranked.entries()) {
    reach(start, rank);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const end = starts[node + 1] ?? 0;
      for (let at = starts[node] ?? 0; at < end; at += 1) {
        reach(targets[at] ?? 0, rank);
        if (pace.isDue(1)) yield;
      }
    }
  }
  return {
    of: (node) => slots.subarray(node * width, node * width + (counts[node] ?? 0)),
    bytes: slots.byteLength + counts.byteLength,
  };
}
