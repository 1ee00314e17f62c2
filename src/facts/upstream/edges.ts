import type { Pace } from './pace.ts';

/** The neighbours of each node in one direction: those of node `n` stand in `targets` from `starts[n]` to before `starts[n + 1]`. */
export interface Edges {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
}

/** The same edges, from their targets. */
export function* reverseEdges({ starts, targets }: Edges, pace: Pace): Generator<void, Edges> {
  const size = starts.length - 1;
  const reversedStarts = new Uint32Array(size + 1);
  for (const target of targets) reversedStarts[target + 1] = (reversedStarts[target + 1] ?? 0) + 1;
  for (let node = 0; node < size; node += 1) {
    reversedStarts[node + 1] = (reversedStarts[node + 1] ?? 0) + (reversedStarts[node] ?? 0);
  }
  if (pace.isDue(targets.length + size)) yield;
  const nexts = reversedStarts.slice();
  const reversed = new Uint32Array(targets.length);
  for (let node = 0; node < size; node += 1) {
    const end = starts[node + 1] ?? 0;
    for (let at = starts[node] ?? 0; at < end; at += 1) {
      const target = targets[at] ?? 0;
      const place = nexts[target] ?? 0;
      reversed[place] = node;
      nexts[target] = place + 1;
    }
  }
  if (pace.isDue(targets.length + size)) yield;
  return { starts: reversedStarts, targets: reversed };
}
