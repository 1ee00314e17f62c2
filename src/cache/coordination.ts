/**
 * What replicas agree on. Everything here is best effort: while the shared server is away each process goes on by itself,
 * which costs a few more calls to dbt and never an answer.
 */
export interface Coordination {
  /** Whether this process may do a thing that is to be done once in `ttlMs` by all together. */
  claim(name: string, ttlMs: number): Promise<boolean>;
  /** Runs the work unless another process is at it; false when it was left to the other. The lock ends by itself after `ttlMs`. */
  runExclusively(name: string, ttlMs: number, work: () => Promise<void>): Promise<boolean>;
  /** Adds one to a counter that ends after `ttlMs`, and tells it together with another counter; null when nobody shares. */
  count(name: string, otherName: string, ttlMs: number): Promise<{ readonly count: number; readonly other: number } | null>;
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown, ttlMs: number): void;
  /** Tells all processes, this one excepted. */
  publish(message: unknown): void;
  subscribe(listener: (message: unknown) => void): void;
}

/** For one process alone: it always has its way, except for what it did itself a moment ago. */
export function createLocalCoordination(now: () => number): Coordination {
  const untilMs = new Map<string, number>();
  const forgetExpired = () => {
    for (const [name, until] of untilMs) if (until <= now()) untilMs.delete(name);
  };
  return {
    async claim(name, ttlMs) {
      forgetExpired();
      if (untilMs.has(name)) return false;
      untilMs.set(name, now() + ttlMs);
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
