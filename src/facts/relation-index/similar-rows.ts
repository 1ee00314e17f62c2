import { digitsOf, maxSlips, slipsBetween } from '../likeness.ts';
import { createRowMap } from './row-map.ts';

/**
 * Finds the names that a few slips of the hand turn into a given one. Only names that begin alike, have the same digits and about the same
 * length are looked at, and of those only the ones with nearly the same letters are compared letter by letter.
 */
export interface SimilarRows {
  add(letters: string, row: number): void;
  /** Each name once, by the alphabet. */
  find(letters: string): readonly string[];
  /** Gives back what was reserved for more names. */
  trim(): void;
  readonly bytes: number;
}

const FIRST_CAPACITY = 64;

export function createSimilarRows(lettersAt: (row: number) => string): SimilarRows {
  const buckets = createRowMap();
  /** Which letters the name of each row has, one bit a letter. */
  let masks = new Uint32Array(FIRST_CAPACITY);
  let size = 0;

  function resize(capacity: number): void {
    const other = new Uint32Array(capacity);
    other.set(masks.subarray(0, size));
    masks = other;
  }

  return {
    add(letters, row) {
      buckets.add(bucketOf(letters, letters.length), row);
      if (row >= masks.length) resize(Math.max(2 * masks.length, row + 1));
      masks[row] = maskOf(letters);
      size = Math.max(size, row + 1);
    },
    find(letters) {
      const mask = maskOf(letters);
      const found = new Set<string>();
      const furthest = maxSlips(letters.length + 2);
      for (let length = letters.length - furthest; length <= letters.length + furthest; length += 1) {
        const limit = 2 * maxSlips(Math.max(length, letters.length));
        for (const row of buckets.candidates(bucketOf(letters, length))) {
          if (countBits(mask ^ (masks[row] ?? 0)) > limit) continue;
          const name = lettersAt(row);
          if (name.length === length && slipsBetween(letters, name) !== null) found.add(name);
        }
      }
      return [...found].sort();
    },
    trim() {
      buckets.trim();
      resize(size);
    },
    get bytes() {
      return buckets.bytes + masks.byteLength;
    },
  };
}

function bucketOf(letters: string, length: number): string {
  return `${letters[0] ?? ''} ${digitsOf(letters)} ${length}`;
}

function maskOf(letters: string): number {
  let mask = 0;
  for (let at = 0; at < letters.length; at += 1) mask |= 1 << letters.charCodeAt(at);
  return mask >>> 0;
}

/** One slip changes two letters at most: the one that goes and the one that comes. */
function countBits(mask: number): number {
  let rest = mask;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count += 1;
  }
  return count;
}
