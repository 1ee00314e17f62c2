import type { SharedCache } from './entry.ts';
import type { OuterCache } from './outer-cache.ts';

/** An outer cache as those see it who read and write values: each value stands in it as JSON. */
export function toSharedCache(outer: OuterCache): SharedCache {
  return {
    async getMany(keys) {
      const found = await outer.getMany(keys);
      return found.map((entry) => {
        if (entry === undefined) return undefined;
        if (entry.bytes === null) return { value: null, readAtMs: entry.readAtMs };
        try {
          return { value: JSON.parse(Buffer.from(entry.bytes).toString('utf8')), readAtMs: entry.readAtMs };
        } catch {
          return undefined;
        }
      });
    },
    setMany(entries) {
      const stored = [...entries].map(([key, { value, readAtMs }]) => {
        const bytes = value === null ? null : Buffer.from(JSON.stringify(value));
        return [key, { bytes, readAtMs }] as const;
      });
      return outer.setMany(new Map(stored));
    },
    deleteByPrefix: async (prefix) => (await outer.deleteByPrefix(prefix)) ?? 0,
  };
}
