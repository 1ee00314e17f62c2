import { createExpiringMap } from './expiring-map.ts';

export interface Counters {
  /**
   * Adds one to a counter that ends `ttlMs` after the last time, and tells it together with another one. Null when the replicas cannot
   * be asked: Redis is configured and away.
   */
  add(name: string, otherName: string, ttlMs: number): Promise<Count | null>;
  /** How far counters are, in the order of their names; null as above. */
  read(names: readonly string[]): Promise<readonly number[] | null>;
}

export interface Count {
  readonly count: number;
  readonly other: number;
  /** Takes back the one that was added, once however often it is called. */
  giveBack(): void;
}

/** Far more than one process counts at a time; beyond that the oldest counter ends early. */
const MAX_COUNTERS = 10_000;

/** Counters of one process. */
export function createLocalCounters(now: () => number): Counters {
  const counts = createExpiringMap<number>(MAX_COUNTERS, now);
  return {
    async add(name, otherName, ttlMs) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count, ttlMs);
      return {
        count,
        other: counts.get(otherName) ?? 0,
        giveBack: once(() => counts.update(name, (known) => Math.max(0, known - 1))),
      };
    },
    read: async (names) => names.map((name) => counts.get(name) ?? 0),
  };
}

export function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
