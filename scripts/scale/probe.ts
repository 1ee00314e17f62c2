import { isMainThread } from 'node:worker_threads';
import { answerParent } from './process/channel.ts';
import { watchLoop } from './process/loop-delays.ts';

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
  const loop = watchLoop();
  answerParent({
    watchLoop: loop.reset,
    loopDelays: loop.delays,
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
    /** Microseconds of processor time so far, all threads. */
    usedCpu() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    /** Sets how far the clock is ahead of the machine's, in milliseconds. */
    turnClock(ms: number) {
      aheadMs = ms;
    },
  });
}
