import type { Edges } from './edges.ts';
import { createGrowing } from './growing.ts';
import type { Pace } from './pace.ts';

/** Which of some nodes, the items, are nearest to each node. */
export interface Nearest {
  /** The places of items in the list they were given in, nearest first, then by place. An item is at distance 0 of itself. */
  of(node: number): readonly { readonly item: number; readonly distance: number }[];
  readonly bytes: number;
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
  const size = starts.length - 1;
  /** Each arrival of an item at a node: the item, and the arrival before it at that node, from 1. */
  const itemAt = createGrowing((length) => new Uint32Array(length));
  const previous = createGrowing((length) => new Uint32Array(length));
  const nodeAt = createGrowing((length) => new Uint32Array(length));
  const latest = new Uint32Array(items.length === 0 ? 0 : size);
  const counts = new Uint8Array(latest.length);
  /** Where the arrivals of each distance begin. */
  const levels: number[] = [];

  const has = (node: number, item: number): boolean => {
    for (let arrival = latest[node] ?? 0; arrival > 0; arrival = previous.at(arrival - 1)) {
      if (itemAt.at(arrival - 1) === item) return true;
    }
    return false;
  };
  const arrive = (node: number, item: number): void => {
    itemAt.push(item);
    nodeAt.push(node);
    previous.push(latest[node] ?? 0);
    latest[node] = itemAt.length;
    counts[node] = (counts[node] ?? 0) + 1;
  };

  items.forEach((node, item) => {
    arrive(node, item);
  });
  let levelEnd = 0;
  for (let arrival = 0; arrival < itemAt.length; arrival += 1) {
    if (arrival === levelEnd) {
      levels.push(arrival);
      levelEnd = itemAt.length;
    }
    const node = nodeAt.at(arrival);
    const item = itemAt.at(arrival);
    const end = starts[node + 1] ?? 0;
    for (let at = starts[node] ?? 0; at < end; at += 1) {
      const target = targets[at] ?? 0;
      if ((counts[target] ?? 0) < limit && !has(target, item)) arrive(target, item);
      if (pace.isDue(1)) yield;
    }
  }
  itemAt.trim();
  previous.trim();

  return {
    of(node) {
      const found: { item: number; distance: number }[] = [];
      let level = levels.length - 1;
      for (let arrival = latest[node] ?? 0; arrival > 0; arrival = previous.at(arrival - 1)) {
        while ((levels[level] ?? 0) > arrival - 1) level -= 1;
        found.push({ item: itemAt.at(arrival - 1), distance: level });
      }
      return found.reverse();
    },
    bytes: itemAt.bytes + previous.bytes + latest.byteLength + 8 * levels.length,
  };
}
