/** Processor time of this thread between two ticks of a timer: what one turn of the event loop cost, whatever else the machine did meanwhile. */
export interface LoopCpuWatch {
  reset(): void;
  /** Of the costliest turn, in milliseconds. */
  longestMs(): number;
}

const TICK_MS = 1;
const MICROSECONDS_PER_MS = 1000;

export function watchLoopCpu(): LoopCpuWatch {
  let lastTick = usedByThread();
  let longest = 0;
  setInterval(() => {
    const used = usedByThread();
    longest = Math.max(longest, used - lastTick);
    lastTick = used;
  }, TICK_MS).unref();
  return {
    reset() {
      longest = 0;
    },
    longestMs: () => longest / MICROSECONDS_PER_MS,
  };
}

/** Microseconds, garbage collection on other threads left out. */
function usedByThread(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
