import type { Arrival } from '../memory/memory.ts';
import { MAX_LOOK_BYTES } from './unpack.ts';

/** What one look brings: what could be read goes on, and what could not is said when nothing else is left to hand over. */
export interface Harvest {
  add(arrival: Arrival): void;
  fault(error: unknown): void;
  /** The rest can wait for the next look. */
  isFull(): boolean;
  /** Throws the faults when there is nothing else. */
  result(): readonly Arrival[];
}

export function createHarvest(limit = MAX_LOOK_BYTES): Harvest {
  const arrivals: Arrival[] = [];
  const faults: Error[] = [];
  let length = 0;
  return {
    add(arrival) {
      arrivals.push(arrival);
      length += arrival.bytes.byteLength;
    },
    fault: (error) => void faults.push(error instanceof Error ? error : new Error(String(error))),
    isFull: () => length >= limit,
    result() {
      if (arrivals.length > 0 || faults.length === 0) return arrivals;
      const [first, ...others] = faults;
      if (others.length === 0) throw first;
      throw new Error(`${first?.message} (and ${others.length} more that cannot be read)`, { cause: first });
    },
  };
}
