import { DbtError, type DbtFailureCode, UnknownEnvironmentError, UnknownFieldError } from './errors.ts';

/** What one request asks of dbt, by kinds that are few. */
export type RequestKind =
  | { readonly api: 'discovery'; readonly operation: 'index' | 'details' | 'change' | 'probe' }
  | { readonly api: 'admin'; readonly operation: 'accounts' | 'projects' | 'environments' };

/** `declined`: dbt answered that it does not know the environment or a field. `cancelled`: the answer was not wanted any more. */
export type RequestOutcome =
  | 'ok'
  | 'timeout'
  | 'rate_limited'
  | 'rejected'
  | 'unreachable'
  | 'invalid'
  | 'declined'
  | 'cancelled';

export type TimedRequest = RequestKind & { readonly outcome: RequestOutcome };

/** Makes one request to dbt, retries apart, and tells how it came out and how long it took. `signal`: what ends the call as a whole. */
export type TimeRequest = <T>(
  kind: RequestKind,
  signal: AbortSignal,
  request: () => Promise<T>,
) => Promise<T>;

export interface TimeRequestOptions {
  readonly onRequest: (request: TimedRequest, durationMs: number) => void;
  /** Milliseconds by a clock that is never set. */
  readonly elapsedMs: () => number;
}

export function createTimeRequest({ onRequest, elapsedMs }: TimeRequestOptions): TimeRequest {
  return async (kind, signal, request) => {
    const startedAtMs = elapsedMs();
    try {
      const answer = await request();
      onRequest({ ...kind, outcome: 'ok' }, elapsedMs() - startedAtMs);
      return answer;
    } catch (error) {
      const outcome = isCancelled(signal) ? 'cancelled' : outcomeOf(error);
      onRequest({ ...kind, outcome }, elapsedMs() - startedAtMs);
      throw error;
    }
  };
}

export const UNTIMED: TimeRequest = (_kind, _signal, request) => request();

/** A call whose time is over was waited for in vain; one that ended otherwise was given up. */
function isCancelled({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError');
}

const OUTCOMES: Readonly<Record<DbtFailureCode, RequestOutcome>> = {
  DBT_TOKEN_REJECTED: 'rejected',
  DBT_RATE_LIMITED: 'rate_limited',
  DBT_TIMEOUT: 'timeout',
  DBT_UNREACHABLE: 'unreachable',
  DBT_RESPONSE_INVALID: 'invalid',
  DBT_INDEX_LOADING: 'cancelled',
};

function outcomeOf(error: unknown): RequestOutcome {
  if (error instanceof UnknownEnvironmentError || error instanceof UnknownFieldError) return 'declined';
  return error instanceof DbtError ? OUTCOMES[error.code] : 'invalid';
}
