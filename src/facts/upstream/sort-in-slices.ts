import type { Pace } from './pace.ts';

/** As many are sorted at once. */
const RUN_LENGTH = 1_000;
/** Steps that it takes to sort one, and to merge one. */
const STEPS_PER_SORTED = 50;
const STEPS_PER_MERGED = 10;

/** Sorts as `Array.sort` does, equal ones in the order they came in, but lets others have their turn: short runs first, then pairs of runs. */
export function* sortInSlices<Item>(
  items: readonly Item[],
  compare: (left: Item, right: Item) => number,
  pace: Pace,
): Generator<void, readonly Item[]> {
  let runs: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += RUN_LENGTH) {
    runs.push(items.slice(start, start + RUN_LENGTH).sort(compare));
    if (pace.isDue(STEPS_PER_SORTED * RUN_LENGTH)) yield;
  }
  while (runs.length > 1) {
    const merged: (readonly Item[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare, pace));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (left: Item, right: Item) => number,
  pace: Pace,
): Generator<void, readonly Item[]> {
  const merged: Item[] = [];
  let next = 0;
  for (const item of left) {
    for (let other = right[next]; other !== undefined && compare(other, item) < 0; other = right[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(item);
    if (pace.isDue(STEPS_PER_MERGED)) yield;
  }
  for (; next < right.length; next += 1) {
    const other = right[next];
    if (other !== undefined) merged.push(other);
  }
  return merged;
}
