/** Which rows stand under a key, in typed arrays: less than twenty bytes an entry. Keys are told apart by their hashes alone. */
export interface RowMap {
  add(key: string, row: number): void;
  /**
   * Rows whose key has the hash of this one, in no promised order. Two keys may share a hash, so whoever asks compares the keys
   * themselves.
   */
  candidates(key: string): number[];
  /** Gives back what was reserved for more rows. */
  trim(): void;
  readonly bytes: number;
}

const NONE = -1;
const FIRST_CAPACITY = 64;

export function createRowMap(hash: (key: string) => number = hashText): RowMap {
  let size = 0;
  let longestKey = 0;
  /** The first entry of each slot. Their number is a power of two and at least the number of entries. */
  let heads = new Int32Array(FIRST_CAPACITY).fill(NONE);
  let nexts = new Int32Array(FIRST_CAPACITY);
  let hashes = new Uint32Array(FIRST_CAPACITY);
  let rows = new Uint32Array(FIRST_CAPACITY);

  function link(entry: number): void {
    const slot = (hashes[entry] ?? 0) & (heads.length - 1);
    nexts[entry] = heads[slot] ?? NONE;
    heads[slot] = entry;
  }

  function resize(capacity: number): void {
    nexts = copyInto(new Int32Array(capacity), nexts);
    hashes = copyInto(new Uint32Array(capacity), hashes);
    rows = copyInto(new Uint32Array(capacity), rows);
  }

  function grow(): void {
    // After a trim there are more slots than there is room for entries.
    const capacity = rows.length < heads.length ? heads.length : 2 * heads.length;
    resize(capacity);
    if (capacity === heads.length) return;
    heads = new Int32Array(capacity).fill(NONE);
    for (let entry = 0; entry < size; entry += 1) link(entry);
  }

  return {
    add(key, row) {
      if (size === rows.length) grow();
      longestKey = Math.max(longestKey, key.length);
      hashes[size] = hash(key);
      rows[size] = row;
      link(size);
      size += 1;
    },
    candidates(key) {
      // Names that a caller makes up may be far longer than any there is, and hashing them is what takes time.
      if (key.length > longestKey) return [];
      const asked = hash(key);
      const found: number[] = [];
      let entry = heads[asked & (heads.length - 1)] ?? NONE;
      while (entry !== NONE) {
        if (hashes[entry] === asked) found.push(rows[entry] ?? 0);
        entry = nexts[entry] ?? NONE;
      }
      return found;
    },
    trim: () => resize(size),
    get bytes() {
      return heads.byteLength + nexts.byteLength + hashes.byteLength + rows.byteLength;
    },
  };
}

/** As much of an array as the other one has room for. */
function copyInto<Numbers extends Int32Array | Uint32Array>(target: Numbers, from: Numbers): Numbers {
  target.set(from.subarray(0, target.length));
  return target;
}

/** FNV-1a over the UTF-16 code units: spreads names that differ in their last letter alone. Below 2^32. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // FNV's low bits are weak, and they choose the slot.
  return (hash ^ (hash >>> 15)) >>> 0;
}
