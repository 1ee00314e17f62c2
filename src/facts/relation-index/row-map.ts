/** Which rows stand under a key, in typed arrays: a dozen bytes an entry instead of an object. Keys are told apart by their hashes alone. */
export interface RowMap {
  add(key: string, row: number): void;
  /**
   * Rows whose key has the hash of this one, in no promised order. Two keys may share a hash, so whoever asks compares the keys
   * themselves.
   */
  candidates(key: string): number[];
  readonly bytes: number;
}

const NONE = -1;
const FIRST_CAPACITY = 64;

export function createRowMap(): RowMap {
  let capacity = FIRST_CAPACITY;
  let size = 0;
  /** The first entry of each slot; twice as many slots as entries, so that most slots have one or none. */
  let heads = new Int32Array(2 * capacity).fill(NONE);
  let nexts = new Int32Array(capacity);
  let hashes = new Uint32Array(capacity);
  let rows = new Uint32Array(capacity);

  function link(entry: number): void {
    const slot = (hashes[entry] ?? 0) & (heads.length - 1);
    nexts[entry] = heads[slot] ?? NONE;
    heads[slot] = entry;
  }

  function grow(): void {
    capacity *= 2;
    heads = new Int32Array(2 * capacity).fill(NONE);
    nexts = new Int32Array(capacity);
    hashes = copyInto(new Uint32Array(capacity), hashes);
    rows = copyInto(new Uint32Array(capacity), rows);
    for (let entry = 0; entry < size; entry += 1) link(entry);
  }

  return {
    add(key, row) {
      if (size === capacity) grow();
      hashes[size] = hashText(key);
      rows[size] = row;
      link(size);
      size += 1;
    },
    candidates(key) {
      const hash = hashText(key);
      const found: number[] = [];
      for (
        let entry = heads[hash & (heads.length - 1)] ?? NONE;
        entry !== NONE;
        entry = nexts[entry] ?? NONE
      ) {
        if (hashes[entry] === hash) found.push(rows[entry] ?? 0);
      }
      return found;
    },
    get bytes() {
      return heads.byteLength + nexts.byteLength + hashes.byteLength + rows.byteLength;
    },
  };
}

function copyInto(larger: Uint32Array<ArrayBuffer>, smaller: Uint32Array): Uint32Array<ArrayBuffer> {
  larger.set(smaller);
  return larger;
}

/** FNV-1a over the UTF-16 code units: spreads names that differ in their last letter alone. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // FNV's low bits are weak, and they choose the slot.
  return (hash ^ (hash >>> 15)) >>> 0;
}
