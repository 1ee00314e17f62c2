import type { Codec } from './entry.ts';
import type { OuterCache, StoredEntry } from './outer-cache.ts';

/** Entries of one kind in the cache outside the process, under one prefix. */
export interface OuterEntries<Value> {
  /** What was found and can be read, by key. */
  getMany(keys: readonly string[]): Promise<ReadonlyMap<string, FoundEntry<Value>>>;
  /** Resolves when the entries stand there, or were given up. */
  setMany(entries: ReadonlyMap<string, StoredEntry>): Promise<void>;
}

export interface FoundEntry<Value> {
  readonly value: Value | null;
  readonly stored: StoredEntry;
}

/** `isOpen` is false once everything under the prefix is to be forgotten: what is still in flight must not come back. */
export function createOuterEntries<Value>(
  outer: OuterCache,
  prefix: string,
  codec: Pick<Codec<Value>, 'decode'>,
  isOpen: () => boolean,
): OuterEntries<Value> {
  return {
    async getMany(keys) {
      const found = new Map<string, FoundEntry<Value>>();
      const stored = await outer.getMany(keys.map((key) => prefix + key));
      for (const [position, key] of keys.entries()) {
        const entry = stored[position];
        if (entry === undefined) continue;
        const value = entry.bytes === null ? null : await codec.decode(entry.bytes);
        if (value !== undefined) found.set(key, { value, stored: entry });
      }
      return found;
    },
    async setMany(entries) {
      if (!isOpen()) return;
      await outer.setMany(new Map([...entries].map(([key, entry]) => [prefix + key, entry])));
      // Forgotten while it was being written: it may have come in behind the deletion.
      if (!isOpen()) await outer.deleteByPrefix(prefix);
    },
  };
}
