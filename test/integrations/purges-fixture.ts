import { createPurges, type Purges } from '../../src/integrations/purges.ts';
import type { Timer } from '../../src/integrations/rounds.ts';
import { openDatabase } from '../../src/integrations/store/sqlite-database.ts';
import { createSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import type { IntegrationStore } from '../../src/integrations/store/store.ts';
import { createClock } from './builders.ts';
import { createFixture } from './service-fixture.ts';

export const SETTLE_MS = 15_000;

/** The cache outside, which other processes share; it takes nothing while it is away. */
export function createOuterCache(clock: ReturnType<typeof createClock>) {
  const keys = new Set<string>();
  const startMs = clock.now();
  const cache = {
    keys,
    isAway: false,
    /** What was asked of it, and when, in seconds since it was made. */
    asked: [] as (readonly [number, string])[],
    async deleteByPrefix(prefix: string): Promise<number | null> {
      cache.asked.push([(clock.now() - startMs) / 1_000, prefix]);
      if (cache.isAway) return null;
      const found = [...keys].filter((key) => key.startsWith(prefix));
      for (const key of found) keys.delete(key);
      return found.length;
    },
  };
  return cache;
}

/** A timer by a clock that is turned: what is due runs when the clock has come there. */
function createTimer(clock: ReturnType<typeof createClock>) {
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const timer: Timer = (run, delayMs) => {
    const entry = { atMs: clock.now() + delayMs, run };
    due.add(entry);
    return () => due.delete(entry);
  };
  return {
    timer,
    size: () => due.size,
    runDue() {
      for (const entry of [...due].toSorted((a, b) => a.atMs - b.atMs)) {
        if (entry.atMs > clock.now() || !due.delete(entry)) continue;
        entry.run();
      }
    },
  };
}

export interface ReplicaOptions {
  readonly store?: IntegrationStore;
  readonly cache?: ReturnType<typeof createOuterCache>;
  readonly clock?: ReturnType<typeof createClock>;
  readonly idPrefix?: string;
}

/** One process's purges, started, with its admin half over the same store; rounds come by a clock that is turned. */
export function startReplica(options: ReplicaOptions = {}) {
  const { clock = createClock() } = options;
  const cache = options.cache ?? createOuterCache(clock);
  const store = options.store ?? createSqliteStore(openDatabase(':memory:'));
  const { timer, runDue, size } = createTimer(clock);
  const log: string[] = [];
  const purges: Purges = createPurges({
    store,
    prefixOf: ({ tenant, integrationId, revision }) =>
      `${tenant}/${integrationId}/${revision === undefined ? '' : `${revision}/`}`,
    forget: () => 3,
    deleteEntries: (prefix) => cache.deleteByPrefix(prefix),
    settleMs: SETTLE_MS,
    log: {
      info: (fields, message) => log.push(`${message} ${JSON.stringify(fields)}`),
      warn: (_fields, message) => log.push(message),
    },
    now: clock.now,
    timer,
    random: () => 1,
  });
  purges.start();
  const { service } = createFixture({ store, purges, clock, idPrefix: options.idPrefix ?? 'int' });
  return {
    purges,
    service,
    store,
    clock,
    cache,
    log,
    timers: size,
    /** Turns the clock, by a second at a time, and lets what is due happen. */
    async pass(ms: number) {
      for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
        clock.advance(Math.min(1_000, ms - passedMs));
        runDue();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    pending: async () => (await store.listPurges(1_000)).map(({ prefix }) => prefix),
  };
}
