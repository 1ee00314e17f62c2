import type { OuterCache, StoredEntry } from '../../src/cache/outer-cache.ts';

/** An outer cache in this process, held to the same tests as those on disk and on Redis. Hand it to several replicas: they share it. */
export function createOuterMemory(): OuterCache {
  const entries = new Map<string, StoredEntry>();
  const copyOf = ({ bytes, readAtMs }: StoredEntry): StoredEntry => ({
    bytes: bytes === null ? null : Uint8Array.from(bytes),
    readAtMs,
  });
  return {
    async getMany(keys) {
      return keys.map((key) => {
        const entry = entries.get(key);
        return entry === undefined ? undefined : copyOf(entry);
      });
    },
    async setMany(added) {
      for (const [key, entry] of added) {
        const held = entries.get(key);
        if (held === undefined || held.readAtMs <= entry.readAtMs) entries.set(key, copyOf(entry));
      }
    },
    async deleteByPrefix(prefix) {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix));
      for (const key of keys) entries.delete(key);
      return keys.length;
    },
    async close() {},
  };
}
