import type { Arrival, Verdict } from '../memory/memory.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { retryAfterOf } from './retry-after.ts';
import type { ArtifactSource } from './source.ts';

/** Failures never make a source wait longer than this, or than its own interval. */
const MAX_BACKOFF_MS = 10 * 60_000;
/** A source that is never done is looked at again later. */
const MAX_ROUNDS = 1000;

export interface FetchStatus {
  readonly source: string;
  /** When the last look ended, whatever came of it. */
  readonly lastLookedAt: Date | null;
  readonly lastSucceededAt: Date | null;
  /** Null after a look that succeeded. */
  readonly lastError: string | null;
  /** Looks that failed since the start. */
  readonly failures: number;
}

export interface Poller {
  /** Looks now, and rejects when the source cannot be read. Looks are never made side by side. */
  look(): Promise<readonly Verdict[]>;
  /** Looks again and again from now on. */
  start(): void;
  status(): FetchStatus;
  close(): Promise<void>;
}

export interface PollerOptions {
  source: ArtifactSource;
  take(arrivals: readonly Arrival[]): Promise<readonly Verdict[]>;
  pollSeconds: number;
  /** Told of each look by time that brought something. */
  onVerdicts(verdicts: readonly Verdict[]): void;
  /** Told of each look by time that failed, and whether the one before it failed alike. */
  onFailure(message: string, isRepeated: boolean): void;
  /** Told of the first look by time that succeeds after a failure. */
  onRecovered(): void;
  clock?: Clock;
  /** From 0 to 1. */
  random?: () => number;
}

export function createPoller(options: PollerOptions): Poller {
  const { source, clock = SYSTEM_CLOCK, random = Math.random } = options;
  const everyMs = options.pollSeconds * 1000;
  const closing = new AbortController();
  let status: FetchStatus = {
    source: source.name,
    lastLookedAt: null,
    lastSucceededAt: null,
    lastError: null,
    failures: 0,
  };
  let failuresInARow = 0;
  /** What the last look that failed was asked to wait. */
  let askedMs = 0;
  let isStarted = false;
  let queue: Promise<unknown> = Promise.resolve();
  let isLooking = false;
  let isWanted = false;
  let cancel = () => {};

  source.onHint?.(wake);
  return {
    look: enqueue,
    start() {
      isStarted = true;
      plan();
    },
    status: () => status,
    async close() {
      closing.abort();
      cancel();
      source.close?.();
      await queue;
    },
  };

  function enqueue(): Promise<readonly Verdict[]> {
    const turn = queue.then(lookOnce);
    queue = turn.catch(() => {});
    return turn;
  }

  async function lookOnce(): Promise<readonly Verdict[]> {
    try {
      const verdicts = await takeAll();
      const lastLookedAt = clock.now();
      status = { ...status, lastLookedAt, lastSucceededAt: lastLookedAt, lastError: null };
      failuresInARow = 0;
      askedMs = 0;
      return verdicts;
    } catch (error) {
      const lastError = error instanceof Error ? error.message : String(error);
      status = { ...status, lastLookedAt: clock.now(), lastError, failures: status.failures + 1 };
      failuresInARow += 1;
      askedMs = retryAfterOf(error) ?? 0;
      throw error;
    }
  }

  async function takeAll(): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = [];
    for (let round = 0; round < MAX_ROUNDS && !closing.signal.aborted; round += 1) {
      const arrivals = await source.look(closing.signal);
      if (arrivals.length === 0 || closing.signal.aborted) break;
      try {
        verdicts.push(...(await options.take(arrivals)));
      } catch (error) {
        // What was not remembered comes again.
        source.again?.();
        throw error;
      }
    }
    return verdicts;
  }

  function wake(): void {
    if (!isStarted || closing.signal.aborted) return;
    if (isLooking) {
      isWanted = true;
      return;
    }
    isLooking = true;
    cancel();
    const before = status.lastError;
    enqueue()
      .then(
        (verdicts) => {
          if (before !== null) options.onRecovered();
          if (verdicts.length > 0) options.onVerdicts(verdicts);
        },
        () => {
          const { lastError } = status;
          if (lastError !== null && !closing.signal.aborted) {
            options.onFailure(lastError, lastError === before);
          }
        },
      )
      .finally(() => {
        isLooking = false;
        const isDue = isWanted && status.lastError === null;
        isWanted = false;
        if (isDue) wake();
        else plan();
      });
  }

  /** Failures double the wait; chance keeps many programs from asking a store that comes back at one instant. */
  function plan(): void {
    if (closing.signal.aborted) return;
    cancel();
    const grown = Math.min(everyMs * 2 ** Math.min(failuresInARow, 20), Math.max(MAX_BACKOFF_MS, everyMs));
    const spread = failuresInARow === 0 ? 0.1 : 0.5;
    cancel = clock.later(wake, Math.max(grown * (1 - spread * random()), askedMs));
  }
}
