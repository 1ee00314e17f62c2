import { setTimeout as delay } from 'node:timers/promises';
import { DbtError } from './errors.ts';

/** When a call ends, its retries included. */
export interface CallDeadline {
  readonly signal: AbortSignal;
  /** When the signal is going to abort, in epoch milliseconds. */
  readonly deadlineAtMs: number;
}

/** Runs one call to dbt, and again where that may help. Rejects with the last failure, whose `tries` tells how many there were. */
export type Retries = <T>(deadline: CallDeadline, attempt: (tries: number) => Promise<T>) => Promise<T>;

export interface RetriesOptions {
  readonly now: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}

/** Longest waits between the tries. Each wait is a random part of these, so that replicas do not come back together. */
const RETRY_WAITS_MS = [200, 600] as const;
/** dbt does not answer in less than this, so a shorter try would only turn the known failure into a timeout. */
export const MIN_TRY_MS = 250;

/** Tries a retryable DbtError twice more, as long as the call's deadline allows. */
export function createRetries(options: RetriesOptions): Retries {
  const { now, random = Math.random } = options;
  const wait = options.wait ?? ((ms, signal) => delay(ms, undefined, { signal }));

  /** Waits before the next try; false when there is to be none. */
  async function mayTryAgain(error: DbtError, { signal, deadlineAtMs }: CallDeadline): Promise<boolean> {
    const maxWaitMs = RETRY_WAITS_MS[error.tries - 1];
    if (maxWaitMs === undefined || !error.retryable || signal.aborted) return false;
    const waitMs = maxWaitMs * random();
    if (now() + waitMs + MIN_TRY_MS > deadlineAtMs) return false;
    try {
      await wait(waitMs, signal);
      return !signal.aborted;
    } catch {
      return false;
    }
  }

  return async (deadline, attempt) => {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(tries);
      } catch (error) {
        if (!(error instanceof DbtError)) throw error;
        error.tries = tries;
        if (!(await mayTryAgain(error, deadline))) throw error;
      }
    }
  };
}
