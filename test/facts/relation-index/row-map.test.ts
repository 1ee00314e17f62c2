import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRowMap } from '../../../src/facts/relation-index/row-map.ts';

const entries = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat(1_000_000)), {
  maxLength: 300,
  size: 'max',
});
const byNumber = (left: number, right: number) => left - right;
const bySize = (numbers: readonly number[]) => [...numbers].sort(byNumber);

describe('row map', () => {
  it('has the rows of each key, as a map of lists has them', () => {
    fc.assert(
      fc.property(entries, fc.string({ maxLength: 3 }), fc.nat(300), (added, other, trimAfter) => {
        const map = createRowMap();
        const expected = new Map<string, number[]>();
        added.forEach(([key, row], at) => {
          if (at === trimAfter) map.trim();
          map.add(key, row);
          expected.set(key, [...(expected.get(key) ?? []), row]);
        });
        map.trim();
        for (const key of [...expected.keys(), other]) {
          expect(bySize(map.candidates(key))).toEqual(bySize(expected.get(key) ?? []));
        }
      }),
    );
  });

  it('keys of one hash have the rows of all of them, others in their slot have not', () => {
    fc.assert(
      fc.property(entries, (added) => {
        // By length: few hashes, and those 64 apart share a slot at first.
        const hashOf = (key: string) => 64 * key.length;
        const map = createRowMap(hashOf);
        for (const [key, row] of added) map.add(key, row);
        for (const asked of ['', 'a', 'bb', 'ccc', 'dddd']) {
          const expected = added.flatMap(([key, row]) => (key.length === asked.length ? [row] : []));
          expect(bySize(map.candidates(asked))).toEqual(bySize(expected));
        }
      }),
    );
  });

  it('knows hashes with the highest bit', () => {
    const map = createRowMap(() => 0xffffffff);
    map.add('any', 7);
    expect(map.candidates('two')).toEqual([7]);
  });

  it('finds each of many keys, nearly always alone', () => {
    const map = createRowMap();
    const count = 20_000;
    for (let row = 0; row < count; row += 1) map.add(`stg_shop__orders_${row}`, row);
    let others = 0;
    for (let row = 0; row < count; row += 1) {
      const found = map.candidates(`stg_shop__orders_${row}`);
      expect(found.includes(row)).toBe(true);
      others += found.length - 1;
    }
    // By chance two of so many hashes of 32 bits are one in one case of twenty.
    expect(others).toBeLessThan(20);
  });

  it('holds less than twenty bytes an entry once it is trimmed', () => {
    const map = createRowMap();
    for (let row = 0; row < 33_000; row += 1) map.add(`${row}`, row);
    map.trim();
    expect(map.bytes).toBe(33_000 * 12 + 65_536 * 4);
  });
});
