import { randomUUID } from 'node:crypto';
import type { Coordination } from '../../src/cache/coordination.ts';
import type { Entry, SharedCache } from '../../src/cache/entry.ts';

/**
 * What Redis is to several replicas, in one process and by a clock that can be turned: the same promises as the Redis cache and the
 * Redis coordination, which are held to the same tests.
 */
export interface SharedMemory {
  readonly cache: SharedCache;
  /** One for each replica: messages reach all of them but the sender. */
  coordinate(): Coordination;
}

interface Note {
  readonly text: string;
  readonly endsAtMs: number;
}

export function createSharedMemory(now: () => number): SharedMemory {
  const entries = new Map<string, string>();
  const notes = new Map<string, Note>();
  const listeners = new Map<string, ((message: unknown) => void)[]>();
  const noteOf = (name: string): string | undefined => {
    const note = notes.get(name);
    return note !== undefined && note.endsAtMs > now() ? note.text : undefined;
  };
  const put = (name: string, text: string, ttlMs: number) => {
    notes.set(name, { text, endsAtMs: now() + ttlMs });
  };
  const claim = (name: string, text: string, ttlMs: number): boolean => {
    if (noteOf(name) !== undefined) return false;
    put(name, text, ttlMs);
    return true;
  };

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

    coordinate() {
      const sender = randomUUID();
      return {
        claim: async (name, ttlMs) => claim(name, sender, ttlMs),
        async runExclusively(name, ttlMs, work) {
          const holder = randomUUID();
          if (!claim(name, holder, ttlMs)) return false;
          try {
            await work();
          } finally {
            if (noteOf(name) === holder) notes.delete(name);
          }
          return true;
        },
        async count(name, otherName, ttlMs) {
          const count = Number(noteOf(name) ?? 0) + 1;
          put(name, String(count), ttlMs);
          return {
            count,
            other: Number(noteOf(otherName) ?? 0),
            giveBack: () => put(name, String(Number(noteOf(name) ?? 1) - 1), ttlMs),
          };
        },
        async read(name) {
          const text = noteOf(name);
          return text === undefined ? undefined : JSON.parse(text);
        },
        write: (name, value, ttlMs) => put(name, JSON.stringify(value), ttlMs),
        publish(message) {
          const text = JSON.stringify(message);
          for (const [listener, heard] of listeners) {
            if (listener === sender) continue;
            for (const hear of heard) queueMicrotask(() => hear(JSON.parse(text)));
          }
        },
        subscribe(listener) {
          listeners.set(sender, [...(listeners.get(sender) ?? []), listener]);
        },
      };
    },
  };
}
