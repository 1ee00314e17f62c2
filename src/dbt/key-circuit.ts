import {
  type CircuitNews,
  type Closing,
  isOver,
  isRateLimit,
  MAX_RATE_LIMIT_MS,
  type Opening,
  openingBy,
  outranks,
  refusalBy,
} from './circuit-news.ts';
import type { CircuitOpenError, DbtError } from './errors.ts';
import { type CallDeadline, MIN_TRY_MS } from './retries.ts';
import { createTrial, type Trial, within } from './trial.ts';

/** The circuit of one host and token. */
export interface KeyCircuit {
  /**
   * Lets a call begin. While the circuit is open it rejects with a CircuitOpenError. After that one call tries whether dbt is back, and
   * the others wait for its outcome, each within its own deadline. An `eager` call tries a dbt that has failed without waiting for the
   * pause to end; a rate limit keeps it away like any other.
   */
  admit(deadline: CallDeadline, eager: boolean): Promise<Pass>;
  /** What keeps every call away now; null where nothing does. */
  opening(): Opening | null;
  /** Takes over what another replica has met. */
  adopt(news: CircuitNews): void;
}

/** One call that was let in; to be ended once, by one of the last three. Those return what other replicas should know. */
export interface Pass {
  /** Why the call may not ask once more: the circuit was opened since the call began. */
  refusal(): CircuitOpenError | null;
  succeeded(): Closing | null;
  failed(error: DbtError): Opening | null;
  /** Ends a call that tells nothing of dbt: dbt was not asked. */
  withdrawn(): void;
}

const FAILURES_IN_A_ROW = 5;
/** News from further ahead than clocks may differ were written by a clock that is wrong. */
const CLOCK_TOLERANCE_MS = 60_000;

export function createKeyCircuit(now: () => number): KeyCircuit {
  let failures = 0;
  let opening: Opening | null = null;
  let trial: Trial | null = null;
  // Turns number the beginnings, openings and closings in their order, which times of the same millisecond do not tell.
  let turn = 0;
  let openedTurn = 0;
  let closedTurn = 0;
  let closedAtMs = 0;

  function endTrial(failure: DbtError | null): void {
    trial?.end(failure);
    trial = null;
  }

  function open(next: Opening, failure: DbtError): void {
    opening = next;
    openedTurn = ++turn;
    endTrial(failure);
  }

  function close(): void {
    failures = 0;
    opening = null;
    closedTurn = ++turn;
    closedAtMs = now();
    endTrial(null);
  }

  function begin(ownTrial: Trial | null): Pass {
    const began = ++turn;
    const beganAtMs = now();
    const isTrial = () => ownTrial !== null && trial === ownTrial;

    function limited(limit: Opening, error: DbtError): Opening | null {
      if (!outranks(limit, opening, now())) {
        if (isTrial()) endTrial(error);
        return null;
      }
      failures = 0;
      open(limit, error);
      return limit;
    }

    return {
      refusal() {
        const isOpenedSince = opening !== null && openedTurn > began && !isOver(opening, now());
        return opening !== null && isOpenedSince ? refusalBy(opening, now()) : null;
      },

      succeeded() {
        if (opening === null) failures = 0;
        // What was sent before the circuit opened proves nothing about a dbt that has refused since.
        else if (openedTurn < began) {
          close();
          return { kind: 'closed', atMs: beganAtMs };
        }
        return null;
      },

      failed(error) {
        const next = openingBy(error, now());
        if (isRateLimit(next)) return limited(next, error);
        // A call that began before an opening or a closing brings old news: it neither prolongs the one nor undoes the other.
        if (!isTrial() && (opening !== null || began < closedTurn)) return null;
        failures += 1;
        const hadFailed = opening !== null && !isRateLimit(opening);
        if (failures < FAILURES_IN_A_ROW && !hadFailed) {
          // The trial after a rate limit: a single failure is no reason to pause, so the next call tries.
          endTrial(error);
          return null;
        }
        open(next, error);
        return next;
      },

      withdrawn() {
        if (isTrial()) endTrial(null);
      },
    };
  }

  function adoptOpening(news: Opening): void {
    const nowMs = now();
    // Further ahead than any pause: written by a clock that was wrong.
    if (news.untilMs <= nowMs || news.untilMs > nowMs + MAX_RATE_LIMIT_MS) return;
    const isBeforeClosing = closedAtMs <= nowMs && news.atMs <= closedAtMs;
    if (!isRateLimit(news) && isBeforeClosing) return;
    // A replica whose clock is ahead must not make the opening look like one from before a clock was set back.
    const adopted = { ...news, atMs: Math.min(news.atMs, nowMs) };
    if (outranks(adopted, opening, nowMs)) open(adopted, refusalBy(adopted, nowMs));
  }

  function adoptClosing({ atMs }: Closing): void {
    const nowMs = now();
    if (opening === null || (isRateLimit(opening) && !isOver(opening, nowMs))) return;
    if (atMs > opening.atMs && atMs <= nowMs + CLOCK_TOLERANCE_MS) close();
  }

  return {
    async admit(deadline, eager) {
      while (opening !== null) {
        const mayTry = isOver(opening, now()) || (eager && !isRateLimit(opening));
        if (!mayTry) throw refusalBy(opening, now());
        if (trial === null || trial.isOver(now())) {
          trial = createTrial(trial, now(), deadline.deadlineAtMs);
          return begin(trial);
        }
        const known = opening;
        const failure = await within(trial.ended, deadline.signal);
        // A call without time to be answered would fail by itself, and count against a dbt that is back.
        if (failure === 'late' || now() + MIN_TRY_MS > deadline.deadlineAtMs) throw refusalBy(known, now());
        if (failure !== null && !eager) throw refusalAfter(failure, opening, now());
      }
      return begin(null);
    },

    opening: () => (opening === null || isOver(opening, now()) ? null : opening),

    adopt(news) {
      if (news.kind === 'closed') adoptClosing(news);
      else adoptOpening(news);
    },
  };
}

/** The failure of a trial, for those who waited for it. */
function refusalAfter({ code, message }: DbtError, opening: Opening | null, nowMs: number): CircuitOpenError {
  const untilMs = opening?.untilMs ?? nowMs;
  return refusalBy({ kind: 'opened', atMs: nowMs, untilMs, code, message }, nowMs);
}
