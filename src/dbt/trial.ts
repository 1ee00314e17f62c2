import type { DbtError } from './errors.ts';

/** One call that tries whether dbt is back, while others wait for what comes of it. */
export interface Trial {
  /** The failure of the trial; null when dbt answered, or was not asked after all. */
  readonly ended: Promise<DbtError | null>;
  end(failure: DbtError | null): void;
  /** Whether the call has outlived its own deadline: then another one may try. */
  isOver(nowMs: number): boolean;
}

/** Those who wait for the trial that is given up, if any, wait for this one from now on. */
export function createTrial(givenUp: Trial | null, beganAtMs: number, deadlineAtMs: number): Trial {
  const { promise, resolve } = Promise.withResolvers<DbtError | null>();
  return {
    ended: givenUp?.ended ?? promise,
    end: givenUp?.end ?? resolve,
    // Begun in the future: the clock was set back since, and when the deadline comes is not known any more.
    isOver: (nowMs) => nowMs >= deadlineAtMs || nowMs < beganAtMs,
  };
}

/** What a promise resolves with, or `late` when the signal aborts first. */
export async function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'late'> {
  if (signal.aborted) return 'late';
  const { promise: aborted, resolve } = Promise.withResolvers<'late'>();
  const onAbort = () => resolve('late');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
