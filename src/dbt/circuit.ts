import { LRUCache } from 'lru-cache';
import { type CircuitNews, isRateLimit, refusalBy } from './circuit-news.ts';
import type { CircuitOpenError } from './errors.ts';
import { createKeyCircuit, type KeyCircuit, type Pass } from './key-circuit.ts';
import type { CallDeadline } from './retries.ts';

/** Keeps calls away from a dbt that has refused or failed, per host and token. */
export interface Circuit {
  /** See `KeyCircuit`. */
  admit(key: string, deadline: CallDeadline, options?: { readonly eager?: boolean }): Promise<Pass>;
  /** Why even an eager call would be kept away now; null when it would not. */
  rateLimit(key: string): CircuitOpenError | null;
  /** Until when (epoch milliseconds) calls are kept away; null when they are not. */
  openUntilMs(key: string): number | null;
  /** Takes over what another replica has met. */
  adopt(key: string, news: CircuitNews): void;
}

/** Hosts and tokens that are remembered; every token that an admin tries is one. */
const MAX_KEYS = 10_000;

export function createCircuit(now: () => number): Circuit {
  const circuits = new LRUCache<string, KeyCircuit>({ max: MAX_KEYS });

  function circuitOf(key: string): KeyCircuit {
    const known = circuits.get(key);
    if (known !== undefined) return known;
    const made = createKeyCircuit(now);
    circuits.set(key, made);
    return made;
  }

  return {
    admit: (key, deadline, { eager = false } = {}) => circuitOf(key).admit(deadline, eager),

    rateLimit(key) {
      const opening = circuitOf(key).opening();
      return opening !== null && isRateLimit(opening) ? refusalBy(opening, now()) : null;
    },

    openUntilMs: (key) => circuits.peek(key)?.opening()?.untilMs ?? null,

    adopt: (key, news) => circuitOf(key).adopt(news),
  };
}
