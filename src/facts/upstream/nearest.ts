import type { Edges } from './edges.ts';
import type { Pace } from './pace.ts';

/** Which of some nodes, the items, are nearest to each node. */
export interface Nearest {
  /** The places of items in the list they were given in, nearest first, then by place. An item is at distance 0 of itself. */
  of(node: number): readonly NearItem[];
  readonly bytes: number;
}

export interface NearItem {
  readonly item: number;
  /** In edges. */
  readonly distance: number;
}

/** Items that came to nodes, nearest first. Each fills a slot, so there are no more of them than slots. */
interface Arrivals {
  readonly count: number;
  readonly nodes: Uint32Array;
  readonly items: Uint32Array;
  /** Where the arrivals of each distance begin. */
  readonly levels: readonly number[];
}

/**
 * Finds the nearest items of every node, at most `limit`, by a walk along the edges from all items at once. Steps are taken in the order of
 * distance and place, so that what comes first to a node is what it keeps; an item that a node has no room for is of no use to those behind
 * it either. `limit` counts the node itself, where it is an item.
 */
export function* findNearest(
  items: readonly number[],
  { starts, targets }: Edges,
  limit: number,
  pace: Pace,
): Generator<void, Nearest> {
  const size = items.length === 0 ? 0 : starts.length - 1;
  const width = Math.min(limit, items.length);
  const slots = new Uint32Array(size * width);
  const counts = new Uint8Array(size);
  const arrivedNodes = new Uint32Array(slots.length);
  const arrivedItems = new Uint32Array(slots.length);
  const levels: number[] = [];
  let arrived = 0;

  const arrive = (node: number, item: number): void => {
    const count = counts[node] ?? 0;
    if (count === width) return;
    const start = node * width;
    // From the latest on: an item mostly comes again just after it came.
    for (let slot = start + count - 1; slot >= start; slot -= 1) if (slots[slot] === item) return;
    slots[start + count] = item;
    counts[node] = count + 1;
    arrivedNodes[arrived] = node;
    arrivedItems[arrived] = item;
    arrived += 1;
  };

  for (const [item, node] of items.entries()) arrive(node, item);
  for (let arrival = 0, levelEnd = 0; arrival < arrived; arrival += 1) {
    if (arrival === levelEnd) {
      levels.push(arrival);
      levelEnd = arrived;
    }
    const node = arrivedNodes[arrival] ?? 0;
    const item = arrivedItems[arrival] ?? 0;
    const start = starts[node] ?? 0;
    const end = starts[node + 1] ?? 0;
    for (let at = start; at < end; at += 1) {
      const target = targets[at] ?? 0;
      if (counts[target] !== width) arrive(target, item);
    }
    if (pace.isDue(STEPS_PER_ARRIVAL * (1 + end - start))) yield;
  }
  return yield* sortByNode(size, { count: arrived, nodes: arrivedNodes, items: arrivedItems, levels }, pace);
}

/** With the search for the item among those that came before. */
const STEPS_PER_ARRIVAL = 4;

/** Arrivals node by node; those of one node stay in the order in which they came. */
function* sortByNode(size: number, arrivals: Arrivals, pace: Pace): Generator<void, Nearest> {
  const { count, nodes, items: arrivedItems, levels } = arrivals;
  const starts = new Uint32Array(size + 1);
  for (let arrival = 0; arrival < count; arrival += 1) {
    const next = (nodes[arrival] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
    if (pace.isDue(1)) yield;
  }
  for (let node = 0; node < size; node += 1) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const nexts = starts.slice();
  const items = new Uint32Array(count);
  const distances = new Uint32Array(count);
  for (let arrival = 0, level = 0; arrival < count; arrival += 1) {
    while ((levels[level + 1] ?? count) <= arrival) level += 1;
    const node = nodes[arrival] ?? 0;
    const place = nexts[node] ?? 0;
    nexts[node] = place + 1;
    items[place] = arrivedItems[arrival] ?? 0;
    distances[place] = level;
    if (pace.isDue(1)) yield;
  }
  yield;
  const near = packed(items);
  yield;
  const far = packed(distances);
  return {
    of(node) {
      const start = starts[node] ?? 0;
      const end = starts[node + 1] ?? 0;
      return Array.from(near.subarray(start, end), (item, at) => ({ item, distance: far[start + at] ?? 0 }));
    },
    bytes: starts.byteLength + near.byteLength + far.byteLength,
  };
}

/** In as few bytes a number as all of them need. */
function packed(numbers: Uint32Array): Uint8Array | Uint16Array | Uint32Array {
  let most = 0;
  for (const number of numbers) most = Math.max(most, number);
  if (most < 0x100) return new Uint8Array(numbers);
  return most < 0x1_0000 ? new Uint16Array(numbers) : numbers;
}
