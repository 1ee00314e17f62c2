import { LRUCache } from 'lru-cache';
import type { RequestCounter } from './budget.ts';
import type { Circuit } from './circuit.ts';

/** How hosts and tokens stand that dbt was asked with lately, by names that tell nothing of them. */
export interface Credentials {
  /** dbt is to be asked with this host and token. */
  use(key: string): void;
  /** Those used within the last hour: fifty under names of their own, and all others as one that stands for the worst of them. */
  list(): readonly Credential[];
}

export interface Credential {
  readonly credential: string;
  /** Requests of this minute's budget, as far as this process has heard. */
  readonly remaining: number;
  readonly isCircuitOpen: boolean;
}

export interface CredentialsOptions {
  readonly counter: Pick<RequestCounter, 'heard'>;
  readonly circuit: Pick<Circuit, 'openUntilMs'>;
  readonly requestsPerMinute: number;
  readonly now: () => number;
}

/** A name is kept for as long as it is in use, so that names come and go no faster than this. */
const MAX_NAMED = 50;
/** Every token that an admin tries is one. */
const MAX_OTHERS = 1000;
const IN_USE_MS = 60 * 60_000;
/** Keys are made with a secret; no guess of a token can be tested against a part of one. */
const NAME_LENGTH = 12;
const OTHERS = 'other';

export function createCredentials(options: CredentialsOptions): Credentials {
  const { counter, circuit, requestsPerMinute, now } = options;
  const named = new Map<string, number>();
  const others = new LRUCache<string, number>({ max: MAX_OTHERS });

  /** From the future: the clock was set back. */
  const isOver = (usedAtMs: number, nowMs: number) => usedAtMs > nowMs || nowMs - usedAtMs > IN_USE_MS;

  function dropUnused(nowMs: number): void {
    for (const [key, usedAtMs] of named) if (isOver(usedAtMs, nowMs)) named.delete(key);
  }

  function stateOf(key: string): Omit<Credential, 'credential'> {
    return {
      remaining: Math.max(0, Math.floor(requestsPerMinute - counter.heard(key))),
      isCircuitOpen: circuit.openUntilMs(key) !== null,
    };
  }

  function othersInUse(nowMs: number): readonly string[] {
    const inUse: string[] = [];
    for (const [key, usedAtMs] of [...others.entries()]) {
      if (isOver(usedAtMs, nowMs)) others.delete(key);
      else inUse.push(key);
    }
    return inUse;
  }

  function worstOf(keys: readonly string[]): readonly Credential[] {
    if (keys.length === 0) return [];
    const states = keys.map(stateOf);
    return [
      {
        credential: OTHERS,
        remaining: Math.min(...states.map(({ remaining }) => remaining)),
        isCircuitOpen: states.some(({ isCircuitOpen }) => isCircuitOpen),
      },
    ];
  }

  return {
    use(key) {
      const nowMs = now();
      if (!named.has(key)) {
        if (named.size >= MAX_NAMED) dropUnused(nowMs);
        if (named.size >= MAX_NAMED) {
          others.set(key, nowMs);
          return;
        }
        others.delete(key);
      }
      named.set(key, nowMs);
    },

    list() {
      const nowMs = now();
      dropUnused(nowMs);
      return [
        ...[...named.keys()].map((key) => ({ credential: key.slice(0, NAME_LENGTH), ...stateOf(key) })),
        ...worstOf(othersInUse(nowMs)),
      ];
    },
  };
}
