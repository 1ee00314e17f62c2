import { CircuitOpenError, type DbtError, type DbtFailureCode } from './errors.ts';

/** dbt is not to be asked before `untilMs`, because of this failure. Times are epoch milliseconds. */
export interface Opening {
  readonly kind: 'opened';
  readonly atMs: number;
  readonly untilMs: number;
  readonly code: DbtFailureCode;
  readonly message: string;
}

/** dbt has answered a call that began at `atMs`: failures before that are over. */
export interface Closing {
  readonly kind: 'closed';
  readonly atMs: number;
}

/** What replicas tell each other of one host and token. */
export type CircuitNews = Opening | Closing;

/** Where dbt does not say how long: by its documentation the gate is closed for five minutes. */
export const RATE_LIMIT_MS = 5 * 60_000;
/** A `Retry-After` of days would be somebody's mistake. */
export const MAX_RATE_LIMIT_MS = 60 * 60_000;
const FAILURE_PAUSE_MS = 30_000;

export function openingBy(error: DbtError, nowMs: number): Opening {
  const pauseMs =
    error.code === 'DBT_RATE_LIMITED'
      ? Math.min(error.retryAfterMs ?? RATE_LIMIT_MS, MAX_RATE_LIMIT_MS)
      : FAILURE_PAUSE_MS;
  const { code, message } = error;
  return { kind: 'opened', atMs: nowMs, untilMs: nowMs + pauseMs, code, message };
}

/** dbt itself has said how long it is to be left alone: only time ends that. */
export function isRateLimit({ code }: Opening): boolean {
  return code === 'DBT_RATE_LIMITED';
}

/** An opening in the future: the clock was set back since, and how long to wait is not known any more. */
export function isOver({ atMs, untilMs }: Opening, nowMs: number): boolean {
  return nowMs >= untilMs || nowMs < atMs;
}

/** Whether the new opening is to be heeded instead of the known one. A rate limit is never shortened, and no failure takes its place. */
export function outranks(next: Opening, known: Opening | null, nowMs: number): boolean {
  if (known === null || isOver(known, nowMs)) return true;
  if (isRateLimit(next) !== isRateLimit(known)) return isRateLimit(next);
  return next.untilMs > known.untilMs;
}

/** How a caller is told that dbt is left alone. A call that comes back at once would meet the same, so a second is the least. */
export function refusalBy({ code, message, untilMs }: Opening, nowMs: number): CircuitOpenError {
  return new CircuitOpenError(code, message, Math.max(untilMs - nowMs, 1000));
}
