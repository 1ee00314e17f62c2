import { isMainThread } from 'node:worker_threads';
import { answerParent } from './process/channel.ts';
import { type LoopWatch, watchLoop } from './process/loop-delays.ts';
import { usedCpu } from './process/used-cpu.ts';

/**
 * Loaded into the subgraph's process from outside (`--import`), so that nothing in it knows that it is measured: how late its event loop is,
 * what it holds, what it has used, and what its clock says.
 */

export interface ProcessMemory {
  /** Objects and buffers: an index may be kept in either. */
  readonly heldBytes: number;
  readonly rssBytes: number;
  /** The most that the process has ever taken. */
  readonly peakRssBytes: number;
}

/** One pass leaves what has finalizers. */
const COLLECTIONS = 3;

/** Worker threads load this file too; the product's clock and its event loop are those of the main thread. */
if (isMainThread) {
  const { now } = Date;
  let aheadMs = 0;
  Date.now = () => now() + aheadMs;
  // A loop that is watched wakes a thousand times a second: only where somebody wants to know.
  let loop: LoopWatch | null = null;
  answerParent({
    watchLoop() {
      loop ??= watchLoop();
      return loop.reset();
    },
    loopDelays: () => loop?.delays(),
    collectGarbage() {
      for (let collection = 0; collection < COLLECTIONS; collection++) globalThis.gc?.();
    },
    memory(): ProcessMemory {
      const { heapUsed, external, rss } = process.memoryUsage();
      return {
        heldBytes: heapUsed + external,
        rssBytes: rss,
        peakRssBytes: process.resourceUsage().maxRSS * 1024,
      };
    },
    usedCpu,
    /** Sets how far the clock is ahead of the machine's, in milliseconds. */
    turnClock(ms: number) {
      aheadMs = ms;
    },
  });
}
