import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPace } from '../../../src/facts/upstream/pace.ts';
import { sortInSlices } from '../../../src/facts/upstream/sort-in-slices.ts';

type Keyed = readonly [key: number, place: number];

const byKey = ([left]: Keyed, [right]: Keyed) => left - right;

function sort(items: readonly Keyed[]): { readonly sorted: readonly Keyed[]; readonly slices: number } {
  const steps = sortInSlices(items, byKey, createPace());
  for (let slices = 1; ; slices += 1) {
    const step = steps.next();
    if (step.done) return { sorted: step.value, slices };
  }
}

it('sorts as an array does, equal ones in the order they came in', () => {
  const anyItems = fc
    .array(fc.integer({ min: 0, max: 50 }), { maxLength: 5_000, size: 'max' })
    .map((keys) => keys.map((key, place): Keyed => [key, place]));
  fc.assert(
    fc.property(anyItems, (items) => {
      expect(sort(items).sorted).toEqual(items.toSorted(byKey));
    }),
    { numRuns: 30 },
  );
});

it('lets others have their turn', () => {
  const items = Array.from({ length: 10_000 }, (_, place): Keyed => [(place * 7_919) % 10_000, place]);
  expect(sort(items).slices).toBeGreaterThan(5);
});
