import type { Entry, SharedCache } from '../../src/cache/entry.ts';
import { createLocalHub } from '../../src/coordination/bus.ts';
import { type Coordination, createLocalCoordination } from '../../src/coordination/coordination.ts';

/**
 * What Redis is to several replicas, in one process and by a clock that can be turned: the same promises as the Redis cache and the
 * Redis coordination, which are held to the same tests.
 */
export interface SharedMemory {
  readonly cache: SharedCache;
  /** One for each replica: messages reach all of them but the sender. */
  coordinate(): Coordination;
}

export function createSharedMemory(now: () => number): SharedMemory {
  const entries = new Map<string, string>();
  const together = createLocalCoordination(now);
  const hub = createLocalHub();
  return {
    cache: {
      async getMany(keys) {
        return keys.map((key) => {
          const text = entries.get(key);
          return text === undefined ? undefined : (JSON.parse(text) as Entry<unknown>);
        });
      },
      async setMany(added) {
        for (const [key, entry] of added) entries.set(key, JSON.stringify(entry));
      },
      async deleteByPrefix(prefix) {
        const keys = [...entries.keys()].filter((key) => key.startsWith(prefix));
        for (const key of keys) entries.delete(key);
        return keys.length;
      },
    },
    coordinate: () => ({ ...together, bus: hub.join() }),
  };
}
