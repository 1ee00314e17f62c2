import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestCounter } from './budget.ts';
import type { Circuit } from './circuit.ts';
import type { DiscoveryCall, RequestGuard } from './discovery-client.ts';
import { DbtError } from './errors.ts';
import type { SharedCircuits } from './shared-circuits.ts';

export interface RequestGuardOptions {
  readonly circuit: Circuit;
  readonly counter: RequestCounter;
  readonly requestsPerMinute: number;
  readonly now: () => number;
  readonly sharedCircuits: SharedCircuits;
  readonly onRequest: (outcome: string) => void;
  /** Requests left in this minute, of the host and token that is being asked. */
  readonly onBudget: (left: number) => void;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}

/** Waits between the tries, at most; each is cut to a random part, so that replicas do not come back together. */
const RETRY_WAITS_MS = [200, 600] as const;
/** Less than this is not enough for dbt to answer. */
const MIN_TRY_MS = 250;

/**
 * Decides whether dbt is asked at all (circuit, budget), and asks again where that may help. A refused token and a rate limit are
 * never asked again; everything else is, twice, as long as the call's deadline allows.
 */
export function createRequestGuard(options: RequestGuardOptions): RequestGuard {
  const { circuit, counter, requestsPerMinute, now, random = Math.random } = options;
  const wait = options.wait ?? ((ms, signal) => delay(ms, undefined, { signal }));

  async function attemptOnce<T>(key: string, attempt: () => Promise<T>): Promise<T> {
    const { used, giveBack } = await counter.count(key);
    options.onBudget(Math.max(0, Math.floor(requestsPerMinute - used)));
    if (used > requestsPerMinute) {
      giveBack();
      options.onRequest('over_budget');
      throw new DbtError(
        'DBT_RATE_LIMITED',
        `This subgraph's own budget of ${requestsPerMinute} requests a minute to dbt is used up; it is asked again within a minute.`,
        { retryAfterMs: 10_000, status: OWN_BUDGET },
      );
    }
    try {
      const answer = await attempt();
      options.onRequest('ok');
      return answer;
    } catch (error) {
      options.onRequest(error instanceof DbtError ? error.code : 'refused_query');
      throw error;
    }
  }

  return async (call, attempt) => {
    const key = guardKeyOf(call);
    const shared = await options.sharedCircuits.read(key);
    if (shared !== null) circuit.adopt(key, shared);
    circuit.check(key);
    for (let tries = 0; ; tries++) {
      try {
        const answer = await attemptOnce(key, attempt);
        circuit.succeeded(key);
        return answer;
      } catch (error) {
        if (!(error instanceof DbtError)) {
          // dbt answered and refused this very question: it is there, and the token is good.
          circuit.succeeded(key);
          throw error;
        }
        if (error.status === OWN_BUDGET) throw error;
        const waitMs = (RETRY_WAITS_MS[tries] ?? 0) * random();
        const isOver = tries >= RETRY_WAITS_MS.length || !error.retryable || call.signal.aborted;
        // Without time for another try, the failure that is known says more than a time-out would.
        const isLate = now() + waitMs + MIN_TRY_MS > call.deadlineAtMs;
        if (isOver || isLate || !(await waited(waitMs, call))) {
          const open = circuit.failed(key, error);
          if (open !== null) options.sharedCircuits.write(key, open);
          throw error;
        }
      }
    }
  };

  async function waited(ms: number, call: DiscoveryCall): Promise<boolean> {
    try {
      await wait(ms, call.signal);
      return !call.signal.aborted;
    } catch {
      return false;
    }
  }
}

/** Marks a refusal of our own: dbt was not asked, so its circuit stays as it is. */
const OWN_BUDGET = 0;

/** One-way and shortened: it may stand in the keys of a shared server, from which no token can be had. */
export function guardKeyOf({
  discoveryUrl,
  serviceToken,
}: Pick<DiscoveryCall, 'discoveryUrl' | 'serviceToken'>): string {
  return createHash('sha256').update(`${discoveryUrl}\u0000${serviceToken}`).digest('hex').slice(0, 24);
}
