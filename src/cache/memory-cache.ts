import { LRUCache } from 'lru-cache';
import type { Entry } from './entry.ts';

/** The process's own memory of what was read, bounded in bytes; the least recently used goes first. */
export interface MemoryCache {
  get(key: string): Entry<unknown> | undefined;
  /** `bytes` is the size of the value as JSON: a fair measure of what it weighs. */
  set(key: string, entry: Entry<unknown>, bytes: number): void;
  deleteByPrefix(prefix: string): number;
  readonly bytes: number;
}

/** What an entry weighs beside its value: the key, the envelope, the links of the list. */
const ENTRY_OVERHEAD_BYTES = 200;

export function createMemoryCache(maxBytes: number): MemoryCache {
  const entries = new LRUCache<string, Entry<unknown>>({ maxSize: maxBytes, maxEntrySize: maxBytes });
  return {
    get: (key) => entries.get(key),
    set(key, entry, bytes) {
      entries.set(key, entry, { size: bytes + key.length + ENTRY_OVERHEAD_BYTES });
    },
    deleteByPrefix(prefix) {
      let deleted = 0;
      for (const key of entries.keys()) {
        if (key.startsWith(prefix) && entries.delete(key)) deleted++;
      }
      return deleted;
    },
    get bytes() {
      return entries.calculatedSize;
    },
  };
}
