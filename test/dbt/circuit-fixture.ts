import { type Circuit, createCircuit } from '../../src/dbt/circuit.ts';
import { DbtError, type DbtFailureCode } from '../../src/dbt/errors.ts';
import type { Pass } from '../../src/dbt/key-circuit.ts';
import { settle } from './guard-fixture.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

/** A call that asks to be let in. `state` is what has come of that without time passing. */
export interface Asked {
  readonly state: 'let in' | 'kept away' | 'waiting';
  readonly pass: Pass;
  readonly error: unknown;
}

export function createCircuitFixture(circuit?: Circuit) {
  const clock = { nowMs: 1_000_000_000 };
  const tested = circuit ?? createCircuit(() => clock.nowMs);
  const begin = (
    key = 'k',
    options: { eager?: boolean; signal?: AbortSignal; deadlineAtMs?: number } = {},
  ) => {
    const { signal = new AbortController().signal, deadlineAtMs = Number.POSITIVE_INFINITY } = options;
    return tested.admit(key, { signal, deadlineAtMs }, { eager: options.eager ?? false });
  };
  const ask = (...asked: Parameters<typeof begin>) => watch(begin(...asked));
  const fail = async (code: DbtFailureCode = 'DBT_UNREACHABLE', retryAfterMs?: number) =>
    (await begin()).failed(failureOf(code, retryAfterMs));
  const isLetIn = async (key = 'k') => {
    const asked = ask(key);
    await settle();
    if (asked.state === 'let in') asked.pass.withdrawn();
    return asked.state === 'let in';
  };
  return { clock, circuit: tested, begin, ask, fail, isLetIn };
}

export function failureOf(code: DbtFailureCode = 'DBT_UNREACHABLE', retryAfterMs?: number): DbtError {
  return new DbtError(code, 'said', retryAfterMs === undefined ? {} : { retryAfterMs });
}

function watch(admission: Promise<Pass>): Asked {
  const asked = { state: 'waiting' as Asked['state'], pass: null as Pass | null, error: null as unknown };
  admission.then(
    (pass) => Object.assign(asked, { state: 'let in', pass }),
    (error: unknown) => Object.assign(asked, { state: 'kept away', error }),
  );
  return {
    get state() {
      return asked.state;
    },
    get pass() {
      if (asked.pass === null) throw new Error(`The call is ${asked.state}.`);
      return asked.pass;
    },
    get error() {
      return asked.error;
    },
  };
}
