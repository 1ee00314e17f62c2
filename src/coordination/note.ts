import { createExpiringMap } from './expiring-map.ts';
import { parseJson } from './json.ts';

/** Small JSON values that replicas leave for each other. */
export interface Notes {
  /** Undefined when there is no such note. */
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown, ttlMs: number): void;
  delete(name: string): void;
}

/** A few for each integration in use; beyond that the oldest note ends early. */
const MAX_NOTES = 10_000;

/** Notes of one process. A reader gets a copy. */
export function createLocalNotes(now: () => number): Notes {
  const notes = createExpiringMap<string>(MAX_NOTES, now);
  return {
    async read(name) {
      const text = notes.get(name);
      return text === undefined ? undefined : parseJson(text);
    },
    write(name, value, ttlMs) {
      notes.set(name, JSON.stringify(value), ttlMs);
    },
    delete(name) {
      notes.delete(name);
    },
  };
}
