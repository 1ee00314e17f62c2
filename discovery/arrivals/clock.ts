/** Time as those who wait see it, so that tests can turn it. */
export interface Clock {
  now(): Date;
  /** Calls back once, later; the answer takes the call back. Keeps no process alive. */
  later(callback: () => void, ms: number): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  later(callback, ms) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};
