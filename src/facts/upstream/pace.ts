/** Tells a generator when to let others have their turn. A step is the work on one edge: some tens of nanoseconds. */
export interface Pace {
  /** Adds steps that were done; true once they amount to a slice. */
  isDue(steps: number): boolean;
}

const STEPS_PER_SLICE = 100_000;

export function createPace(): Pace {
  let done = 0;
  return {
    isDue(steps) {
      done += steps;
      if (done < STEPS_PER_SLICE) return false;
      done = 0;
      return true;
    },
  };
}
