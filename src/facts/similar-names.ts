import { digitsOf, maxSlips, slipsBetween } from './likeness.ts';

/** Names that may be one another with a slip: same first letter, same digits, same length. */
interface Bucket {
  readonly names: string[];
  /** Which letters each name has, one bit a letter. */
  readonly masks: number[];
}

/**
 * Finds the names that a few slips of the hand turn into a given one. Only names that begin alike, have the same digits and about the same
 * length are looked at, and of those only the ones with nearly the same letters are compared letter by letter.
 */
export function createSimilarNames(names: Iterable<string>): (name: string) => readonly string[] {
  const buckets = new Map<string, Bucket>();
  for (const name of names) {
    const key = bucketOf(name, name.length);
    const bucket = buckets.get(key) ?? { names: [], masks: [] };
    buckets.set(key, bucket);
    bucket.names.push(name);
    bucket.masks.push(maskOf(name));
  }
  return (name) => {
    const mask = maskOf(name);
    const found: string[] = [];
    const furthest = maxSlips(name.length + 2);
    for (let length = name.length - furthest; length <= name.length + furthest; length += 1) {
      const bucket = buckets.get(bucketOf(name, length));
      if (bucket === undefined) continue;
      const limit = 2 * maxSlips(Math.max(length, name.length));
      bucket.masks.forEach((other, at) => {
        const candidate = bucket.names[at] ?? '';
        if (countBits(mask ^ other) <= limit && slipsBetween(name, candidate) !== null) found.push(candidate);
      });
    }
    return found.sort();
  };
}

function bucketOf(name: string, length: number): string {
  return `${name[0] ?? ''} ${digitsOf(name)} ${length}`;
}

function maskOf(name: string): number {
  let mask = 0;
  for (let at = 0; at < name.length; at += 1) mask |= 1 << name.charCodeAt(at);
  return mask;
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
