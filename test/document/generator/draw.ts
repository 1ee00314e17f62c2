import fc from 'fast-check';

/** Choices of one generated request. Zero is the plainest choice everywhere: fast-check shrinks towards it. */
export interface Draw {
  /** A whole number from 0 to `max`, both included. */
  upTo(max: number): number;
  /** True once in `times` draws. */
  oneIn(times: number): boolean;
  /** The first item is the plainest. `items` is not empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** A part of `items`, at least one of them, in any order, none twice. `items` is not empty. */
  some<Item>(items: readonly Item[], atMost: number): Item[];
  /** All items in some order. */
  shuffle<Item>(items: readonly Item[]): Item[];
}

/** All numbers are as likely as each other: fast-check's own numbers prefer the smallest and the largest. */
const anyNumber = (max: number) => fc.noBias(fc.nat(max));

export function createDraw(generate: fc.GeneratorValue): Draw {
  const upTo = (max: number): number => (max <= 0 ? 0 : generate(anyNumber, max));
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[upTo(items.length - 1)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  };
  const take = <Item>(items: readonly Item[], count: number): Item[] => {
    const left = [...items];
    return Array.from({ length: count }, () => left.splice(upTo(left.length - 1), 1)).flat();
  };
  return {
    upTo,
    // The last of the numbers, so that a shrunk choice is a no.
    oneIn: (times) => upTo(times - 1) === times - 1,
    pick,
    some: (items, atMost) => take(items, 1 + upTo(Math.min(atMost, items.length) - 1)),
    shuffle: (items) => take(items, items.length),
  };
}
