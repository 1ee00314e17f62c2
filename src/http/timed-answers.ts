import type { GraphAnswer } from './graph.ts';
import { HttpRefusal } from './http-refusal.ts';

/** What is told of a request to the graph that was answered or refused. */
export type TimedAnswer = Pick<GraphAnswer, 'operation' | 'status' | 'errorCodes'>;

export interface TimingOptions {
  /** The time is from the request's headers to its answer. */
  readonly onTimed?: (answer: TimedAnswer, durationMs: number) => void;
  /** Milliseconds by a clock that is never set; the system's own when left out. */
  readonly elapsedMs?: () => number;
}

/** `refused`: nothing was executed. With `errors` there may be data beside them. */
export function outcomeOf({ status, errorCodes }: TimedAnswer): 'ok' | 'errors' | 'refused' {
  if (status >= 400 && status < 500) return 'refused';
  return status >= 500 || errorCodes.length > 0 ? 'errors' : 'ok';
}

/** What is told of a request that failed before the graph answered it. */
export function toTimedRefusal(error: unknown): TimedAnswer {
  const { status, code } =
    error instanceof HttpRefusal ? error : { status: 500, code: 'INTERNAL_SERVER_ERROR' };
  return { operation: 'unread', status, errorCodes: [code] };
}
