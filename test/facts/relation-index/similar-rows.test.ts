import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slipsBetween } from '../../../src/facts/likeness.ts';
import { createSimilarRows } from '../../../src/facts/relation-index/similar-rows.ts';

const name = fc.stringMatching(/^[ab][abcde]{3,11}[12]?$/);

it('similar names are those with slips, each once and by the alphabet, whichever names stand beside them', () => {
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 200, size: 'max' }),
      name,
      fc.boolean(),
      (names, asked, isTrimmed) => {
        const similar = createSimilarRows((row) => names[row] ?? '');
        names.forEach((other, row) => {
          similar.add(other, row);
        });
        if (isTrimmed) similar.trim();
        const expected = new Set(names.filter((other) => slipsBetween(asked, other) !== null));
        expect(similar.find(asked)).toEqual([...expected].sort());
      },
    ),
    { numRuns: 500 },
  );
});

it('rows may be left out, as those of nodes without a relation are', () => {
  const names = ['customers', '', 'customer', 'costumers'];
  const similar = createSimilarRows((row) => names[row] ?? '');
  for (const row of [0, 2, 3]) similar.add(names[row] ?? '', row);
  similar.add('customesr', 1_000);
  expect(similar.find('customers')).toEqual(['costumers', 'customer']);
});

it.each([
  ['orders', 'ordders'],
  ['orders', 'order'],
  ['customers', 'customerss'],
  ['customers', 'cuustoomers'],
  ['customers', 'custmrs'],
])('%s finds %s, whichever is longer', (asked, other) => {
  const similar = createSimilarRows(() => other);
  similar.add(other, 0);
  expect(similar.find(asked)).toEqual([other]);
});
