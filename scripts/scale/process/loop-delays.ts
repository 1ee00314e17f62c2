import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late an event loop was, in milliseconds. */
export interface LoopDelays {
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** The finest that the histogram takes. A loop with nothing to do is that late by its measure, so it is subtracted. */
const RESOLUTION_MS = 1;
const NS_PER_MS = 1e6;

export function watchLoop(): { reset(): void; delays(): LoopDelays } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const toMs = (ns: number) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
  histogram.enable();
  return {
    reset: () => histogram.reset(),
    delays: () =>
      histogram.count === 0
        ? { p99Ms: 0, longestMs: 0 }
        : { p99Ms: toMs(histogram.percentile(99)), longestMs: toMs(histogram.max) },
  };
}
