/**
 * What replicas agree on. Everything here is best effort: while the shared server is away each process goes on by itself,
 * which costs a few more calls to dbt and never an answer.
 */
export interface Coordination {
  /** Whether this process may do a thing that is to be done once in `ttlMs` by all together. */
  claim(name: string, ttlMs: number): Promise<boolean>;
  /** Runs the work unless another process is at it; false when it was left to the other. The lock ends by itself after `ttlMs`. */
  runExclusively(name: string, ttlMs: number, work: () => Promise<void>): Promise<boolean>;
  /** Adds one to a counter that ends `ttlMs` after the last time, and tells it together with another one; null when nobody shares. */
  count(name: string, otherName: string, ttlMs: number): Promise<SharedCount | null>;
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown, ttlMs: number): void;
  /** Tells all processes, this one excepted. */
  publish(message: unknown): void;
  subscribe(listener: (message: unknown) => void): void;
}

export interface SharedCount {
  readonly count: number;
  readonly other: number;
  /** Takes back the one that was added. */
  giveBack(): void;
}

/** For one process alone: it always has its way, except for what it did itself a moment ago. */
export function createLocalCoordination(now: () => number): Coordination {
  const claims = new Map<string, { readonly atMs: number; readonly ttlMs: number }>();
  const forgetExpired = () => {
    const nowMs = now();
    for (const [name, { atMs, ttlMs }] of claims) {
      // A claim from the future was made before the clock was set back.
      if (nowMs >= atMs + ttlMs || nowMs < atMs) claims.delete(name);
    }
  };
  return {
    async claim(name, ttlMs) {
      forgetExpired();
      if (claims.has(name)) return false;
      claims.set(name, { atMs: now(), ttlMs });
      return true;
    },
    async runExclusively(_name, _ttlMs, work) {
      await work();
      return true;
    },
    count: async () => null,
    read: async () => undefined,
    write: () => {},
    publish: () => {},
    subscribe: () => {},
  };
}
