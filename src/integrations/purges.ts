import type { Log } from '../observability/log.ts';
import { createRounds, type Timer } from './rounds.ts';
import type { IntegrationStore, PendingPurge } from './store/store.ts';

/** What was read with an integration: at one revision, or at every one where it is left out. */
export interface CachedEntries {
  readonly tenant: string;
  readonly integrationId: string;
  readonly revision?: number;
}

/**
 * Deletes what a change of an integration leaves behind in the cache that outlives the process, and repeats it until that cache has taken
 * it: across restarts, by whichever replica comes to it. Deleting twice is harmless.
 *
 * A removal leaves everything of its id: ids are not given again. A replacement, a rotation, another webhook secret and a refresh keep
 * the id and leave the revision that they replace; those before it were left by earlier changes. So what is read with a new integration,
 * or at a new revision, stands under no prefix that is pending, however late it is deleted.
 *
 * A replica may go on for some seconds with what was changed, and write what it reads: a purge counts as done when it has worked after that.
 */
export interface Purges {
  /** What a change remembers in its own transaction; null where no cache outlives the process. */
  pending(entries: CachedEntries): PendingPurge | null;
  /**
   * Forgets at once, in memory and outside, after the change. Tells how many entries were deleted outside, or from memory where there is
   * no other cache; 0 when the other cache could not take it, which is repeated. Never rejects.
   */
  forgetNow(entries: CachedEntries): Promise<number>;
  start(): void;
  /** Resolves when the deletion that is under way is over. */
  stop(): Promise<void>;
}

export interface PurgesOptions {
  readonly store: Pick<IntegrationStore, 'listPurges' | 'removePurge'>;
  /** Begins the keys of these entries, and of no others. */
  readonly prefixOf: (entries: CachedEntries) => string;
  /** Forgets them in the memory of every process; the number of entries deleted from this one's. */
  readonly forget: (entries: CachedEntries) => number;
  /** The number deleted, or null when the cache could not take it. Null itself where no cache outlives the process. */
  readonly deleteEntries: ((prefix: string) => Promise<number | null>) | null;
  /** After this time no replica reads or writes with what was changed. */
  readonly settleMs: number;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly now: () => number;
  readonly timer?: Timer;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const FIRST_DELAY_MS = 1_000;
/** The longest pause between two tries, and between two looks for what other replicas have left undone. */
const MAX_DELAY_MS = 5 * 60_000;
const BATCH = 100;
/** A request from further ahead than clocks may differ was made before a clock was set back. */
const CLOCK_TOLERANCE_MS = 60_000;

export function createPurges(options: PurgesOptions): Purges {
  const { store, prefixOf, deleteEntries, settleMs, log, now, random = Math.random } = options;
  /** Prefixes that need nothing before they have settled: deleted once already, or of a change that nobody waits for. */
  const resting = new Set<string>();
  const rounds = createRounds(runRound, options.timer);
  let failures = 0;
  let isStopping = false;

  async function runRound(): Promise<number> {
    try {
      const pending = await store.listPurges(BATCH);
      let nextMs = pending.length < BATCH ? withJitter(MAX_DELAY_MS) : FIRST_DELAY_MS;
      let deleted = 0;
      for (const purge of pending) {
        if (isStopping) break;
        const leftMs = untilSettled(purge);
        if (leftMs > 0) nextMs = Math.min(nextMs, leftMs);
        if (leftMs > 0 && resting.has(purge.prefix)) continue;
        deleted += await deleteOnce(purge.prefix);
        if (leftMs > 0) {
          resting.add(purge.prefix);
        } else {
          await store.removePurge(purge);
          resting.delete(purge.prefix);
        }
      }
      // Also what other replicas have done, and what no change has come of.
      if (pending.length === 0) resting.clear();
      if (failures > 0) log.info({ deleted }, 'entries that changes have left in the cache were deleted');
      failures = 0;
      return Math.max(nextMs, FIRST_DELAY_MS);
    } catch (error) {
      return noteFailure(error);
    }
  }

  async function deleteOnce(prefix: string): Promise<number> {
    const deleted = await deleteEntries?.(prefix);
    if (typeof deleted !== 'number') throw new Error('The cache does not answer, or refuses.');
    return deleted;
  }

  function untilSettled({ requestedAtMs }: PendingPurge): number {
    const ageMs = now() - requestedAtMs;
    return ageMs < -CLOCK_TOLERANCE_MS ? 0 : settleMs - ageMs;
  }

  /** Said once, until it has worked again. Tells the pause before the next try. */
  function noteFailure(error: unknown): number {
    if (failures === 0) {
      log.warn(
        { err: error },
        'entries that a change has left in the cache were not deleted; this is repeated until they are',
      );
    }
    failures += 1;
    return withJitter(Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures, 10), MAX_DELAY_MS));
  }

  /** Replicas that met the same failure come back at different times. */
  function withJitter(delayMs: number): number {
    return delayMs * (0.5 + random() / 2);
  }

  return {
    pending(entries) {
      if (deleteEntries === null) return null;
      const prefix = prefixOf(entries);
      resting.add(prefix);
      rounds.within(settleMs);
      return { prefix, requestedAtMs: now() };
    },

    async forgetNow(entries) {
      const inMemory = options.forget(entries);
      if (deleteEntries === null) return inMemory;
      const prefix = prefixOf(entries);
      try {
        return await deleteOnce(prefix);
      } catch (error) {
        resting.delete(prefix);
        rounds.within(noteFailure(error));
        return 0;
      }
    },

    start() {
      if (deleteEntries !== null) rounds.within(FIRST_DELAY_MS);
    },

    stop() {
      isStopping = true;
      return rounds.stop();
    },
  };
}
