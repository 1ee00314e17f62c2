import { createRequestCounter } from '../../src/dbt/budget.ts';
import { createCallKey } from '../../src/dbt/call-key.ts';
import { createCircuit } from '../../src/dbt/circuit.ts';
import { type Credentials, createCredentials } from '../../src/dbt/credentials.ts';
import type { DiscoveryCall } from '../../src/dbt/discovery-sender.ts';
import { DbtError, type DbtErrorOptions, type DbtFailureCode } from '../../src/dbt/errors.ts';
import { createRequestGuards, type RequestGuards } from '../../src/dbt/request-guard.ts';
import { createRetries } from '../../src/dbt/retries.ts';
import { createSharedCircuits } from '../../src/dbt/shared-circuits.ts';
import { createTimeRequest } from '../../src/dbt/timed-request.ts';

/** The beginning of a window of the budget. */
const START_MS = 60_000 * 20_000;

export interface GuardFixtureOptions {
  readonly requestsPerMinute?: number;
  readonly random?: () => number;
  /** What replicas share; a fixture with the notes of another one is another replica. Null: nothing is shared. */
  readonly notes?: Map<string, unknown> | null;
  readonly clock?: { nowMs: number };
}

export interface GuardFixture {
  readonly clock: { nowMs: number };
  readonly notes: Map<string, unknown>;
  readonly guards: RequestGuards;
  readonly call: DiscoveryCall;
  /** Ends the call. */
  readonly ending: AbortController;
  readonly waits: readonly number[];
  /** Of the requests that were made, and why others were not. */
  readonly outcomes: readonly string[];
  readonly credentials: Credentials;
  readonly keyOf: ReturnType<typeof createCallKey>;
  /** Reads: fails with each of the failures in turn, then answers. */
  run(...failures: readonly (Error | null)[]): Promise<string>;
  attempts(): number;
}

/** The guards with a clock that stands still, waits that take no time, and a dbt that answers as a test says. */
export function createGuardFixture(options: GuardFixtureOptions = {}): GuardFixture {
  const { requestsPerMinute = 400, random = () => 1 } = options;
  const notes = options.notes ?? new Map<string, unknown>();
  const isShared = options.notes !== null;
  const clock = options.clock ?? { nowMs: START_MS };
  const now = () => clock.nowMs;
  const waits: number[] = [];
  const outcomes: string[] = [];
  const ending = new AbortController();
  const call: DiscoveryCall = {
    discoveryUrl: 'http://dbt/graphql',
    serviceToken: 'secret-token',
    signal: ending.signal,
    deadlineAtMs: Number.POSITIVE_INFINITY,
  };
  const keyOf = createCallKey([{ key: new Uint8Array(32).fill(3) }]);
  const circuit = createCircuit(now);
  const counter = createRequestCounter({ now, shared: null });
  const credentials = createCredentials({ counter, circuit, requestsPerMinute, now });
  const time = createTimeRequest({ onRequest: ({ outcome }) => outcomes.push(outcome), elapsedMs: now });
  const guards = createRequestGuards({
    circuit,
    counter,
    requestsPerMinute,
    keyOf,
    retries: createRetries({
      now,
      async wait(ms, signal) {
        signal.throwIfAborted();
        waits.push(ms);
      },
      random,
    }),
    sharedCircuits: createSharedCircuits(
      {
        read: async (name) => notes.get(name),
        write: (name, value) => void (isShared && notes.set(name, value)),
      },
      now,
    ),
    onUse: credentials.use,
    onWithheld: (reason) => outcomes.push(reason),
  });
  let attempts = 0;
  const run = (...failures: readonly (Error | null)[]) => {
    let turn = 0;
    const attempt = async () => {
      attempts += 1;
      const failure = failures[turn++] ?? null;
      if (failure !== null) throw failure;
      return 'answer';
    };
    return guards.read(call, () => time({ api: 'discovery', operation: 'index' }, call.signal, attempt));
  };
  return {
    clock,
    notes,
    guards,
    call,
    ending,
    waits,
    outcomes,
    credentials,
    keyOf,
    run,
    attempts: () => attempts,
  };
}

export function failure(code: DbtFailureCode, options: DbtErrorOptions = {}): DbtError {
  return new DbtError(code, 'said', options);
}

/** What a cut connection or a 502 is to the guard. */
export function cut(): DbtError {
  return failure('DBT_UNREACHABLE', { retryable: true });
}

/** Until everything that can go on without time passing has gone on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
