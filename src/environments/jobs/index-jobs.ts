import type { Locks } from '../../coordination/lock.ts';
import type { Cursors } from '../../dbt/cursors.ts';
import { DbtError, UnknownEnvironmentError } from '../../dbt/errors.ts';
import type { IndexList } from '../../dbt/operations.ts';
import type { IndexPage } from '../index/index-page.ts';
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
}

/** Pauses while another replica reads: short at first, as most reads are, then as often as a replica that died is to be noticed. */
const FOLLOW_PAUSES_MS = [50, 100, 200, 400, 800] as const;
const LAST_FOLLOW_PAUSE_MS = 1000;
/** Pauses after a page that failed all its tries, unless the failure says how long to wait. */
const RESUME_PAUSES_MS = [1000, 2000, 5000, 15_000] as const;
const LAST_RESUME_PAUSE_MS = 30_000;
/** A read that keeps failing goes on by itself for so long after it was last asked for. */
const RESUME_FOR_MS = 10 * 60_000;

export function createIndexJobs(options: IndexJobsOptions): IndexJobs {
  const { locks, sleeper, now } = options;
  const askedAtMs = new Map<PartRead, number>();
  const closing = new AbortController();
  let isRunning = false;
  let failures = 0;

  async function run(): Promise<void> {
    let pauses = 0;
    // What is asked for before the event loop turns is read side by side, in as few requests as the longest part has pages.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (askedAtMs.size > 0 && !closing.signal.aborted) {
      const lock = await locks.acquire(options.lockName);
      if (lock === null) {
        await takeFinished();
        if (askedAtMs.size > 0) await sleeper.sleep(FOLLOW_PAUSES_MS[pauses] ?? LAST_FOLLOW_PAUSE_MS);
        pauses += 1;
        continue;
      }
      pauses = 0;
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
  }

  async function start(): Promise<void> {
    isRunning = true;
    try {
      await run();
    } catch (error) {
      for (const part of askedAtMs.keys()) part.fail(error);
      askedAtMs.clear();
    } finally {
      isRunning = false;
    }
  }

  /** Reads to the end of all parts, those included that join on the way. Returns early when the lock is lost. */
  async function readPages(signal: AbortSignal): Promise<void> {
    await takeFinished();
    for (;;) {
      for (const part of askedAtMs.keys()) {
        if (part.isBegun) continue;
        await part.resume();
        if (!part.isBegun) part.begin();
      }
      const cursors = new Map([...askedAtMs.keys()].flatMap((part) => [...part.cursors()]));
      if (cursors.size === 0 || signal.aborted) return;
      const page = await readPage(cursors, signal);
      failures = 0;
      for (const part of [...askedAtMs.keys()]) await take(part, page);
    }
  }

  async function readPage(cursors: Cursors<IndexList>, signal: AbortSignal): Promise<IndexPage> {
    try {
      return await options.readPage(cursors, signal);
    } catch (error) {
      if (error instanceof UnknownEnvironmentError) return options.emptyPage(cursors);
      throw error;
    }
  }

  async function take(part: PartRead, page: IndexPage): Promise<void> {
    // A part that joined while the page was read has asked for nothing of it.
    if (!part.isBegun || part.cursors().size === 0) return;
    try {
      part.accept(page);
    } catch (error) {
      // Half an index is never believed, and a list that is damaged is read from its beginning.
      part.begin();
      throw error;
    }
    if (part.cursors().size > 0) return;
    askedAtMs.delete(part);
    await part.complete();
  }

  async function takeFinished(): Promise<void> {
    for (const part of [...askedAtMs.keys()]) if (await part.follow()) askedAtMs.delete(part);
  }

  async function pauseAfter(failure: unknown): Promise<void> {
    for (const part of askedAtMs.keys()) part.fail(failure);
    const isLasting = !(failure instanceof DbtError) || failure.code === 'DBT_TOKEN_REJECTED';
    const nowMs = now();
    for (const [part, atMs] of askedAtMs) {
      // From the future: the clock was set back.
      const isOver = nowMs - atMs > RESUME_FOR_MS || nowMs < atMs;
      if (isLasting || isOver) askedAtMs.delete(part);
    }
    if (askedAtMs.size === 0) return;
    const usual = RESUME_PAUSES_MS[failures] ?? LAST_RESUME_PAUSE_MS;
    failures += 1;
    await sleeper.sleep((failure instanceof DbtError ? failure.retryAfterMs : null) ?? usual);
  }

  return {
    read(part) {
      askedAtMs.set(part, now());
      const outcome = part.wait();
      if (isRunning) sleeper.wake();
      else void start();
      return outcome;
    },
    wake: () => sleeper.wake(),
    close(reason) {
      closing.abort();
      for (const part of askedAtMs.keys()) part.fail(reason);
      askedAtMs.clear();
      sleeper.wake();
    },
  };
}
