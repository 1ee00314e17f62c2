import { DbtError, type DbtFailureCode } from './errors.ts';

/** Why dbt is not asked, and until when (epoch milliseconds). */
export interface OpenCircuit {
  readonly untilMs: number;
  readonly code: DbtFailureCode;
  readonly message: string;
}

/** Keeps calls away from a dbt that has refused or failed, per host and token. */
export interface Circuit {
  /** Throws a DbtError while the circuit is open; after that one call at a time is let through until one succeeds. */
  check(key: string): void;
  succeeded(key: string): void;
  /** The circuit that this failure opens; null while the failures are too few. */
  failed(key: string, error: DbtError): OpenCircuit | null;
  /** Takes over what another replica has met. */
  adopt(key: string, open: OpenCircuit): void;
  openCount(): number;
}

/** dbt's documentation: over the rate, the gate is closed for five minutes. */
const RATE_LIMIT_MS = 5 * 60_000;
/** A `Retry-After` of days would be somebody's mistake. */
const MAX_RATE_LIMIT_MS = 60 * 60_000;
const FAILURES_IN_A_ROW = 5;
const FAILURE_PAUSE_MS = 30_000;

interface State {
  failures: number;
  open: OpenCircuit | null;
  openedAtMs: number;
  /** A call that tries whether dbt is back; the others wait for its outcome with the failure that is known. */
  trialUntilMs: number;
}

/** A trial that never ends, its process having been stopped in between, must not keep the circuit closed. */
const TRIAL_MS = 10_000;

export function createCircuit(now: () => number): Circuit {
  const states = new Map<string, State>();
  const stateOf = (key: string): State => {
    const known = states.get(key) ?? { failures: 0, open: null, openedAtMs: 0, trialUntilMs: 0 };
    states.set(key, known);
    return known;
  };

  return {
    check(key) {
      const state = states.get(key);
      if (state === undefined || state.open === null) return;
      const nowMs = now();
      const waitMs = state.open.untilMs - nowMs;
      // Opened in the future: the clock was set back, and how long to wait is not known any more.
      const isOver = waitMs <= 0 || nowMs < state.openedAtMs;
      if (isOver && (state.trialUntilMs <= nowMs || state.trialUntilMs > nowMs + TRIAL_MS)) {
        state.trialUntilMs = nowMs + TRIAL_MS;
        return;
      }
      throw new DbtError(state.open.code, state.open.message, { retryAfterMs: Math.max(waitMs, 1000) });
    },

    succeeded(key) {
      states.delete(key);
    },

    failed(key, error) {
      const state = stateOf(key);
      state.failures += 1;
      state.trialUntilMs = 0;
      const pauseMs =
        error.code === 'DBT_RATE_LIMITED'
          ? Math.min(error.retryAfterMs ?? RATE_LIMIT_MS, MAX_RATE_LIMIT_MS)
          : state.failures >= FAILURES_IN_A_ROW
            ? FAILURE_PAUSE_MS
            : null;
      if (pauseMs === null) return null;
      state.openedAtMs = now();
      state.open = { untilMs: state.openedAtMs + pauseMs, code: error.code, message: error.message };
      return state.open;
    },

    adopt(key, open) {
      const state = stateOf(key);
      const nowMs = now();
      // Further ahead than any pause: written by a clock that was wrong.
      if (open.untilMs <= nowMs || open.untilMs > nowMs + MAX_RATE_LIMIT_MS) return;
      if (state.open !== null && open.untilMs <= state.open.untilMs) return;
      state.open = open;
      state.openedAtMs = nowMs;
    },

    openCount: () => [...states.values()].filter(({ open }) => open !== null && open.untilMs > now()).length,
  };
}
