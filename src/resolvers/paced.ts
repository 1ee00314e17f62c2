export interface Paced<Item> {
  readonly length: number;
  /** Called in the order of the list. */
  readonly itemAt: (position: number) => Item;
  readonly perSlice: number;
  /** Resolves when the event loop has turned. */
  readonly nextTurn: () => Promise<void>;
  /** What items wait for; nothing when left out. */
  readonly ready?: Promise<unknown> | null;
  /** Whether an item of the first slice waits; all of them when left out. */
  readonly waits?: (position: number) => boolean;
}

/**
 * A list for the executor that comes in slices, so that no long list holds the event loop: the first slice when it is ready, each other one
 * when the loop has turned once more.
 */
export function paced<Item>(list: Paced<Item>): readonly (Item | Promise<Item>)[] {
  const { length, itemAt, perSlice, nextTurn, ready = null, waits = () => true } = list;
  const items: (Item | Promise<Item>)[] = [];
  let slice = ready;
  for (let position = 0; position < length; position += 1) {
    const isFirstSlice = position < perSlice;
    if (!isFirstSlice && position % perSlice === 0)
      slice = slice === null ? nextTurn() : slice.then(nextTurn);
    if (slice === null || (isFirstSlice && !waits(position))) items.push(itemAt(position));
    else items.push(slice.then(() => itemAt(position)));
  }
  return items;
}
