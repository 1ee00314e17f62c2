import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areSlipsInLongWords, otherNumbers, slipsBetween, toLetters } from '../../src/facts/likeness.ts';

describe('toLetters', () => {
  it.each([
    ['STG-Products', 'stgproducts'],
    ['orders$20240101', 'orders20240101'],
    ['Größe (m²)', 'größem²'],
    // One letter with its accent, however it is written.
    ['Cafe\u0301s', 'cafés'],
    ['注文_明細', '注文明細'],
    ['___', '___'],
    ['', ''],
  ])('%s reads %s', (name, letters) => {
    expect(toLetters(name)).toBe(letters);
  });
});

describe('slipsBetween', () => {
  it.each([
    ['orders', 'ordres', 1],
    ['orders', 'order', 1],
    ['orders', 'oorders', 1],
    ['orders', 'orderz', 1],
    ['customers', 'cstomres', 2],
    ['customers', 'customers', null],
    ['customers', 'cstmres', null],
    ['orders', 'oredsr', null],
    ['cart', 'card', null],
    ['orders', 'borders', null],
    ['sales2023', 'sales2024', null],
    ['sales2023', 'sales203', null],
  ])('%s and %s: %s', (left, right, slips) => {
    expect(slipsBetween(left, right)).toBe(slips);
    expect(slipsBetween(right, left)).toBe(slips);
  });

  it('is the distance that counts a swap as one edit, as far as it is asked', () => {
    const text = fc.stringMatching(/^a[abc]{4,10}$/);
    fc.assert(
      fc.property(text, text, (left, right) => {
        const distance = countEdits(left, right);
        const limit = Math.max(left.length, right.length) <= 8 ? 1 : 2;
        expect(slipsBetween(left, right)).toBe(distance > 0 && distance <= limit ? distance : null);
      }),
      { numRuns: 2_000 },
    );
  });

  /** The textbook's table, row by row. */
  function countEdits(left: string, right: string): number {
    const rows = [Array.from({ length: right.length + 1 }, (_, at) => at)];
    const cell = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
    for (let i = 1; i <= left.length; i += 1) {
      rows.push([i]);
      for (let j = 1; j <= right.length; j += 1) {
        const changed = cell(i - 1, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1);
        const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
        const swapped = isSwap ? cell(i - 2, j - 2) + 1 : changed;
        rows[i]?.push(Math.min(changed, swapped, cell(i - 1, j) + 1, cell(i, j - 1) + 1));
      }
    }
    return cell(left.length, right.length);
  }
});

it.each([
  ['stg_us_orders', 'stg_uk_orders', false],
  ['stg_user_orders', 'stg_usre_orders', true],
  ['stg_orders', 'stgorders', true],
  ['fct orders', 'fct_ordres', true],
])('slips of %s in %s lie in long words: %s', (left, right, expected) => {
  expect(areSlipsInLongWords(left, right)).toBe(expected);
});

it.each([
  ['order', 'orders'],
  ['category', 'categories'],
  ['address', 'addresses'],
  ['box', 'boxes'],
])('%s and %s are one word in two numbers', (singular, plural) => {
  expect(otherNumbers(singular)).toContain(plural);
  expect(otherNumbers(plural)).toContain(singular);
  expect(otherNumbers('id')).toEqual([]);
});
