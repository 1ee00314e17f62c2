import { LRUCache } from 'lru-cache';

/** The process's own memory: one budget in bytes over everything that is kept, for all tenants. The least recently used goes first. */
export interface Memory {
  /** What is kept under one prefix, all of one type. */
  partition<Value extends object>(prefix: string): Partition<Value>;
  deleteByPrefix(prefix: string): number;
  readonly bytes: number;
}

export interface Partition<Value extends object> {
  get(key: string): Value | undefined;
  /** `bytes` is what the value weighs; one that is larger than the whole budget is not kept. */
  set(key: string, value: Value, bytes: number): void;
  delete(key: string): void;
}

/** A value that is told when it is not kept any more. */
export interface Evictable {
  onEvicted?(): void;
}

/** What an item weighs beside its value: the key twice (text and hash slot), the links of the list. */
const ITEM_OVERHEAD_BYTES = 200;

export function createMemory(maxBytes: number): Memory {
  const items = new LRUCache<string, Evictable>({
    maxSize: maxBytes,
    maxEntrySize: maxBytes,
    dispose: (value) => value.onEvicted?.(),
  });
  return {
    partition: <Value extends object>(prefix: string): Partition<Value> => ({
      // The prefix belongs to this partition alone, so what stands under it is what it has set.
      get: (key) => items.get(prefix + key) as Value | undefined,
      set(key, value, bytes) {
        const size = Math.ceil(bytes) + prefix.length + key.length + ITEM_OVERHEAD_BYTES;
        // The list would keep the size of before for the same object, which may have grown.
        if (items.peek(prefix + key) === value) items.delete(prefix + key);
        items.set(prefix + key, value, { size });
      },
      delete: (key) => void items.delete(prefix + key),
    }),
    deleteByPrefix(prefix) {
      let deleted = 0;
      for (const key of items.keys()) {
        if (key.startsWith(prefix) && items.delete(key)) deleted += 1;
      }
      return deleted;
    },
    get bytes() {
      return items.calculatedSize;
    },
  };
}
