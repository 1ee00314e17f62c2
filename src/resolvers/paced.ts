/**
 * A list for the executor that comes in slices, so that no long list holds the event loop: the first items as they are, the others when
 * the loop has turned. Items that are promises keep their order.
 */
export function paced<Item>(
  items: readonly Item[],
  perSlice: number,
  nextTurn: () => Promise<void>,
): readonly (Item | Promise<Item>)[] {
  if (items.length <= perSlice) return items;
  let turn: Promise<void> = Promise.resolve();
  return items.map((item, position) => {
    if (position < perSlice) return item;
    if (position % perSlice === 0) turn = turn.then(nextTurn);
    // One that fails before its turn has nobody yet who listens.
    if (item instanceof Promise) item.catch(() => {});
    return turn.then(() => item);
  });
}
