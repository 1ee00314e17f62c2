import type { IndexPart } from '../index/index-values.ts';

/** How a read of one part of an environment ended. `followed`: another process has read it. */
export type JobOutcome = 'read' | 'followed' | 'failed' | 'closed';

/** Which reads are wanted now, of all environments together. */
export interface JobBook {
  /** To be called once with what came of the read. */
  begin(part: IndexPart): (outcome: JobOutcome) => void;
  running(): ReadonlyMap<IndexPart, number>;
  /** How long the oldest of them has been wanted, in milliseconds; 0 where there is none. */
  oldestAgeMs(): number;
}

export function createJobBook(
  now: () => number,
  onEnded: (part: IndexPart, outcome: JobOutcome) => void = () => {},
): JobBook {
  const counts = new Map<IndexPart, number>();
  /** In the order in which they began. */
  const begunAtMs = new Map<symbol, number>();
  const add = (part: IndexPart, count: number) => counts.set(part, (counts.get(part) ?? 0) + count);
  return {
    begin(part) {
      const job = Symbol(part);
      begunAtMs.set(job, now());
      add(part, 1);
      return (outcome) => {
        if (!begunAtMs.delete(job)) return;
        add(part, -1);
        onEnded(part, outcome);
      };
    },
    running: () => counts,
    oldestAgeMs() {
      const [oldest] = begunAtMs.values();
      return oldest === undefined ? 0 : Math.max(0, now() - oldest);
    },
  };
}
