/** Whoever asks for more patience is asked again after an hour all the same. */
const LONGEST_MS = 3_600_000;

/** An answer that says when to come again. */
export class RetryLater extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RetryLater';
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a `Retry-After` header asks for, in seconds or as a date; null for none that can be read. */
export function parseRetryAfter(header: string | null | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now.getTime(), 0), LONGEST_MS);
}

/** The wait that an error asks for, or one of those that caused it; null where none does. */
export function retryAfterOf(error: unknown): number | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RetryLater) return cause.retryAfterMs;
  }
  return null;
}
