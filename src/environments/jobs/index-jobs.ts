import type { Lock, Locks } from '../../coordination/lock.ts';
import { MAX_RATE_LIMIT_MS } from '../../dbt/circuit-news.ts';
import type { Cursors } from '../../dbt/cursors.ts';
import { DbtError, UnknownEnvironmentError } from '../../dbt/errors.ts';
import type { IndexList } from '../../dbt/operations.ts';
import type { IndexPage } from '../index/index-page.ts';
import type { JobOutcome } from './job-book.ts';
import type { PartRead, WaitedPartRead } from './part-read.ts';
import type { Sleeper } from './sleeper.ts';

/**
 * Reads the index of one environment, page by page. There is one read at a time, whoever asks: callers, webhooks, the change check and a
 * saved integration ask for parts of the index and wait as long as they may. A page that fails is asked again, the pages that have come
 * are kept, and among replicas the one that holds the lock reads while the others wait for what it has read.
 */
export interface IndexJobs {
  /** Reads the part, side by side with those that are being read. Rejects when a page fails; the read then goes on by itself. */
  read<Value>(part: WaitedPartRead<Value>): ReturnType<WaitedPartRead<Value>['wait']>;
  /** Another replica has finished a read. */
  wake(): void;
  /** Ends all reads at once: the integration was removed or replaced. */
  close(reason: Error): void;
}

export interface IndexJobsOptions {
  readonly lockName: string;
  readonly locks: Locks;
  /** Asks dbt for the next page of each of these lists, within the limits of one page. */
  readonly readPage: (cursors: Cursors<IndexList>, signal: AbortSignal) => Promise<IndexPage>;
  /** The page of an environment that dbt does not know: purged since it was verified, or no job has run yet. */
  readonly emptyPage: (cursors: Cursors<IndexList>) => IndexPage;
  readonly sleeper: Sleeper;
  readonly now: () => number;
  /** A part is wanted; returns what is to be told once of what came of it. */
  readonly onBegun?: (part: PartRead) => (outcome: JobOutcome) => void;
}

/** Pauses while another replica reads: short at first, as most reads are, then as often as a replica that died is to be noticed. */
const FOLLOW_PAUSES_MS = [50, 100, 200, 400, 800] as const;
const LAST_FOLLOW_PAUSE_MS = 1000;
/** Pauses after a page that failed all its tries, unless the failure says how long to wait. */
const RESUME_PAUSES_MS = [1000, 2000, 5000, 15_000] as const;
const LAST_RESUME_PAUSE_MS = 30_000;
/** A read that keeps failing goes on by itself for so long after it was last asked for, or got on. */
const RESUME_FOR_MS = 10 * 60_000;

function cursorsOf(parts: readonly PartRead[]): Cursors<IndexList> {
  return new Map(parts.flatMap((part) => [...part.cursors()]));
}

/** Failures of which no part of a page is the reason. */
const TELLING_OF_ALL: ReadonlySet<string> = new Set(['DBT_TOKEN_REJECTED', 'DBT_RATE_LIMITED']);

export function createIndexJobs(options: IndexJobsOptions): IndexJobs {
  const { locks, sleeper, now } = options;
  /** The parts that are wanted, and when each was last asked for or got on. */
  const askedAtMs = new Map<PartRead, number>();
  /** Of the parts that are wanted: who is to be told what came of them. */
  const enders = new Map<PartRead, (outcome: JobOutcome) => void>();
  const closing = new AbortController();
  let closedBy: Error | null = null;
  let isRunning = false;
  let failures = 0;
  /** A damaged list is read anew, and nothing has come to its end since: a page that comes is no progress then. */
  let isRepeating = false;

  function drop(part: PartRead, outcome: JobOutcome): void {
    askedAtMs.delete(part);
    enders.get(part)?.(outcome);
    enders.delete(part);
  }

  function dropAll(outcome: JobOutcome): void {
    for (const part of [...askedAtMs.keys()]) drop(part, outcome);
  }

  async function run(): Promise<void> {
    isRunning = true;
    let pauses = 0;
    // Parts that one query needs are asked for within one turn of the event loop: the first page is asked for all of them.
    await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      while (askedAtMs.size > 0 && !closing.signal.aborted) {
        const lock = await locks.acquire(options.lockName);
        if (lock !== null) {
          pauses = 0;
          await readWith(lock);
          continue;
        }
        await takeFinished();
        if (askedAtMs.size > 0) await sleeper.sleep(FOLLOW_PAUSES_MS[pauses] ?? LAST_FOLLOW_PAUSE_MS);
        pauses += 1;
      }
    } catch (error) {
      for (const part of askedAtMs.keys()) part.fail(error);
      dropAll('failed');
    } finally {
      // In one step with the last look at what is asked for: whoever asks from now on starts the next run.
      isRunning = false;
    }
  }

  async function readWith(lock: Lock): Promise<void> {
    let failure: unknown = null;
    try {
      await readPages(AbortSignal.any([lock.signal, closing.signal]));
    } catch (error) {
      // Without the lock a page was given up, not missed: another replica goes on.
      failure = lock.signal.aborted ? null : error;
    } finally {
      await lock.release();
    }
    if (failure !== null && !closing.signal.aborted) await pauseAfter(failure);
  }

  /** Reads to the end of all parts, those included that join on the way. Returns early when the lock is lost. */
  async function readPages(signal: AbortSignal): Promise<void> {
    await takeFinished();
    const prepared = new Set<PartRead>();
    for (;;) {
      for (const part of askedAtMs.keys()) {
        if (part.isBegun && prepared.has(part)) continue;
        prepared.add(part);
        // Another replica may have read on since this one held the lock.
        await part.resume();
        if (!part.isBegun) part.begin();
      }
      const all = [...askedAtMs.keys()];
      const cursors = cursorsOf(all);
      if (cursors.size === 0 || signal.aborted) return;
      const { page, parts } = await readPage(cursors, signal).then(
        (read) => ({ page: read, parts: all }),
        (error) => readWithoutOptional(all, error, signal),
      );
      if (closing.signal.aborted) return;
      if (page === null) for (const part of parts) part.begin();
      else await take(parts, page);
    }
  }

  /**
   * A page that holds an optional part may fail because of it: its rows are damaged, or more than dbt can answer in time. Where the others
   * can be read without it, it has failed alone, and is read when it is asked for again. Rejects where that tells nothing.
   */
  async function readWithoutOptional(
    all: readonly PartRead[],
    failure: unknown,
    signal: AbortSignal,
  ): Promise<{ readonly page: IndexPage | null; readonly parts: readonly PartRead[] }> {
    const parts = all.filter(({ isOptional }) => !isOptional);
    const cursors = cursorsOf(parts);
    const isMixed = cursors.size > 0 && parts.length < all.length;
    if (!isMixed || signal.aborted || !(failure instanceof DbtError) || TELLING_OF_ALL.has(failure.code)) {
      throw failure;
    }
    const page = await readPage(cursors, signal);
    for (const part of all) {
      if (!part.isOptional) continue;
      part.fail(failure);
      drop(part, 'failed');
    }
    return { page, parts };
  }

  /** Null where dbt has lost the environment between two pages: what has come is not the whole of anything. */
  async function readPage(cursors: Cursors<IndexList>, signal: AbortSignal): Promise<IndexPage | null> {
    try {
      return await options.readPage(cursors, signal);
    } catch (error) {
      if (!(error instanceof UnknownEnvironmentError)) throw error;
      return [...cursors.values()].every((cursor) => cursor === null) ? options.emptyPage(cursors) : null;
    }
  }

  /** `parts` are those that the page was asked for. */
  async function take(parts: readonly PartRead[], page: IndexPage): Promise<void> {
    if (!isRepeating) failures = 0;
    const damaged = new Map<PartRead, unknown>();
    for (const part of parts) {
      try {
        part.accept(page);
        if (askedAtMs.has(part)) askedAtMs.set(part, now());
      } catch (error) {
        // Half an index is never believed, and a list that is damaged is read from its beginning.
        part.begin();
        damaged.set(part, error);
      }
    }
    for (const part of parts) {
      if (damaged.has(part) || part.cursors().size > 0) continue;
      drop(part, 'read');
      failures = 0;
      isRepeating = false;
      await part.complete();
    }
    for (const [part, error] of damaged) {
      if (damaged.size === parts.length) {
        isRepeating = true;
        throw error;
      }
      // The other parts do not wait for one whose list is damaged: it is read anew when it is asked for again.
      part.fail(error);
      drop(part, 'failed');
    }
  }

  async function takeFinished(): Promise<void> {
    for (const part of [...askedAtMs.keys()]) if (await part.follow()) drop(part, 'followed');
  }

  async function pauseAfter(failure: unknown): Promise<void> {
    for (const part of askedAtMs.keys()) part.fail(failure);
    const isLasting = !(failure instanceof DbtError) || failure.code === 'DBT_TOKEN_REJECTED';
    for (const [part, atMs] of [...askedAtMs]) {
      const agoMs = now() - atMs;
      // From the future: the clock was set back.
      if (isLasting || agoMs > RESUME_FOR_MS || agoMs < 0) drop(part, 'failed');
    }
    if (askedAtMs.size === 0) return;
    const usual = RESUME_PAUSES_MS[failures] ?? LAST_RESUME_PAUSE_MS;
    failures += 1;
    const told = failure instanceof DbtError ? failure.retryAfterMs : null;
    await sleeper.sleep(Math.min(told ?? usual, MAX_RATE_LIMIT_MS));
  }

  return {
    read(part) {
      if (closedBy !== null) return Promise.reject(closedBy);
      // A part whose last page has come is about to tell its value to whoever waits.
      const isEnding = part.isBegun && part.cursors().size === 0;
      if (!isEnding) {
        if (!askedAtMs.has(part)) {
          part.reopen();
          if (options.onBegun !== undefined) enders.set(part, options.onBegun(part));
        }
        askedAtMs.set(part, now());
      }
      const outcome = part.wait();
      if (isRunning) sleeper.wake();
      else void run();
      return outcome;
    },
    wake: () => sleeper.wake(),
    close(reason) {
      closedBy = reason;
      closing.abort();
      for (const part of askedAtMs.keys()) part.fail(reason);
      dropAll('closed');
      sleeper.wake();
    },
  };
}
