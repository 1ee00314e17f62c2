import { createExpiringMap } from './expiring-map.ts';

export interface Locks {
  /** Whether this process may do a thing that is to be done once in `ttlMs` by all replicas together. */
  claim(name: string, ttlMs: number): Promise<boolean>;
  /**
   * Holds a lock until it is released. A heartbeat renews it; where its process dies, the lock ends by itself within 10 s. Null when
   * another caller holds it.
   */
  acquire(name: string): Promise<Lock | null>;
}

export interface Lock {
  /** Aborted when the lock was lost: another process may hold it now. */
  readonly signal: AbortSignal;
  /** Releasing again changes nothing. Never rejects. */
  release(): Promise<void>;
}

/** Far more than one process claims at a time; beyond that the oldest claim ends early. */
const MAX_CLAIMS = 10_000;

/** Locks among the callers of one process. A lock of theirs is never lost: it ends with the process. */
export function createLocalLocks(now: () => number): Locks {
  const claims = createExpiringMap<true>(MAX_CLAIMS, now);
  const holders = new Map<string, symbol>();
  return {
    async claim(name, ttlMs) {
      if (claims.get(name) !== undefined) return false;
      claims.set(name, true, ttlMs);
      return true;
    },

    async acquire(name) {
      if (holders.has(name)) return null;
      const holder = Symbol(name);
      holders.set(name, holder);
      return {
        signal: new AbortController().signal,
        async release() {
          if (holders.get(name) === holder) holders.delete(name);
        },
      };
    },
  };
}
