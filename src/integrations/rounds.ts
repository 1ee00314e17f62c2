/** Runs once after the delay, unless it is cancelled by calling what it returns. */
export type Timer = (run: () => void, delayMs: number) => () => void;

/** Never keeps a process from ending. */
export const unreferencedTimer: Timer = (run, delayMs) => {
  const timeout = setTimeout(run, delayMs).unref();
  return () => clearTimeout(timeout);
};

/** Work that is repeated, one round at a time. */
export interface Rounds {
  /** A round begins within the delay; one that was to begin later is moved up. */
  within(delayMs: number): void;
  /** Resolves when the round that is under way is over; none begins after it. */
  stop(): Promise<void>;
}

/** `run` tells the delay until the next round, and never rejects. */
export function createRounds(run: () => Promise<number>, timer: Timer = unreferencedTimer): Rounds {
  let armed: { readonly delayMs: number; readonly cancel: () => void } | null = null;
  let underWay: Promise<void> | null = null;
  let isStopped = false;

  function within(delayMs: number): void {
    if (isStopped || (armed !== null && armed.delayMs <= delayMs)) return;
    armed?.cancel();
    armed = { delayMs, cancel: timer(() => begin(delayMs), delayMs) };
  }

  function begin(delayMs: number): void {
    armed = null;
    // What asked for this round may have come too late for the one that is under way.
    if (underWay !== null) {
      within(delayMs);
      return;
    }
    underWay = run().then((nextMs) => {
      underWay = null;
      within(nextMs);
    });
  }

  return {
    within,
    async stop() {
      isStopped = true;
      armed?.cancel();
      await underWay;
    },
  };
}
