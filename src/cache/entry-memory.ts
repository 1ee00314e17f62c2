import { hash } from 'node:crypto';
import { CLOCK_TOLERANCE_MS, type Codec, type Entry } from './entry.ts';
import type { Memory } from './memory.ts';
import type { StoredEntry } from './outer-cache.ts';

/** Entries of one kind in the process's memory. */
export interface EntryMemory<Value> {
  get(key: string): Entry<Value> | undefined;
  /**
   * Keeps what was read, unless what is kept was read later; a time from the future says nothing. Returns the entry that is kept: the
   * one of before, with its new time, where the value has not changed.
   */
  keep(key: string, value: Value | null, stored: StoredEntry): Entry<Value>;
}

interface Kept<Value> {
  value: Value | null;
  readAtMs: number;
  readonly digest: string;
}

/** `onMoved`: called when an entry that is kept gets another value or time. */
export function createEntryMemory<Value>(
  memory: Memory,
  prefix: string,
  codec: Pick<Codec<Value>, 'weigh'>,
  now: () => number,
  onMoved: () => void = () => {},
): EntryMemory<Value> {
  const kept = memory.partition<Kept<Value>>(prefix);
  const isLater = (before: Kept<Value>, readAtMs: number) =>
    before.readAtMs > readAtMs && before.readAtMs <= now() + CLOCK_TOLERANCE_MS;
  return {
    get: (key) => kept.get(key),
    keep(key, value, { bytes, readAtMs }) {
      const before = kept.get(key);
      if (before !== undefined && isLater(before, readAtMs)) return before;
      if (before !== undefined) onMoved();
      const digest = bytes === null ? '' : hash('sha1', bytes, 'base64url');
      if (before?.digest === digest) {
        before.readAtMs = readAtMs;
        return before;
      }
      const entry: Kept<Value> = { value, readAtMs, digest };
      kept.set(key, entry, value === null || bytes === null ? 0 : codec.weigh(value, bytes));
      return entry;
    },
  };
}
