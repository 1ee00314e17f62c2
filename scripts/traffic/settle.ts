import { setImmediate as nextTurn } from 'node:timers/promises';

/** Turns of the event loop without anything to do, after which nothing that was begun is left. */
const IDLE_TURNS = 4;

/**
 * Waits until everything that was set off is done: no request is in flight and no timer is pending. What is merely kept open (sockets,
 * timers that do not hold the process) does not count.
 */
export async function settle(inFlight: () => number): Promise<void> {
  for (let idle = 0; idle < IDLE_TURNS; idle++) {
    await nextTurn();
    if (inFlight() > 0 || process.getActiveResourcesInfo().includes('Timeout')) idle = -1;
  }
}
