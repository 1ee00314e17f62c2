import { setImmediate as nextTurn } from 'node:timers/promises';

/** Turns of the event loop without anything to do, after which nothing that was begun is left. */
const IDLE_TURNS = 8;

/** What is merely kept open, as Node names it: servers, connections, and what the process writes to. */
const KEPT_OPEN = /^(TCP|Pipe|TTY|MessagePort|Worker)/;

/**
 * Waits until everything that was set off is done: no request is in flight, no timer is pending, and no turn of the event loop, hash or file
 * is waited for. What is merely kept open (sockets, timers that do not hold the process) does not count.
 */
export async function settle(inFlight: () => number): Promise<void> {
  for (let idle = 0; idle < IDLE_TURNS; idle++) {
    await nextTurn();
    if (inFlight() > 0 || process.getActiveResourcesInfo().some((kind) => !KEPT_OPEN.test(kind))) idle = -1;
  }
}
