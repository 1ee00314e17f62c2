import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { watchLoopCpu } from './loop-cpu.ts';

/** How late an event loop was, in milliseconds. */
export interface LoopDelays {
  readonly p99Ms: number;
  readonly longestMs: number;
  /** The most processor time that the loop's thread used in one turn: where it is much less than the longest, the machine was busy. */
  readonly longestCpuMs: number;
}

/** The finest that the histogram takes. A loop with nothing to do is that late by its measure, so it is subtracted. */
const RESOLUTION_MS = 1;
const NS_PER_MS = 1e6;
/** A few ticks of the histogram's timer. */
const TICK_MS = 10;

export interface LoopWatch {
  /** Resolves when what comes from now on is counted: the histogram takes its first tick as the start. */
  reset(): Promise<void>;
  /** Resolves when what is over now is counted. */
  delays(): Promise<LoopDelays>;
}

export function watchLoop(): LoopWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const cpu = watchLoopCpu();
  const toMs = (ns: number) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
  histogram.enable();
  return {
    async reset() {
      histogram.reset();
      await delay(TICK_MS);
      cpu.reset();
    },
    async delays() {
      await delay(TICK_MS);
      const longestCpuMs = cpu.longestMs();
      return histogram.count === 0
        ? { p99Ms: 0, longestMs: 0, longestCpuMs }
        : { p99Ms: toMs(histogram.percentile(99)), longestMs: toMs(histogram.max), longestCpuMs };
    },
  };
}
