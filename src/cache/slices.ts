/** Work over a long list that lets the event loop turn after every `size` items, so that no list holds it up. */
export async function inSlices<Item>(
  items: Iterable<Item>,
  size: number,
  work: (item: Item) => void | Promise<void>,
): Promise<void> {
  let done = 0;
  for (const item of items) {
    if (done > 0 && done % size === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const working = work(item);
    if (working !== undefined) await working;
    done += 1;
  }
}
