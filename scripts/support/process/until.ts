import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 25;
/** What a process does with an answer that it has just got is done by then. */
const SETTLE_MS = 100;

/** Waits until something holds, and a moment more; false when it does not hold in time. */
export async function until(withinMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  const endAtMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > endAtMs) return false;
    await delay(PAUSE_MS);
  }
  await delay(SETTLE_MS);
  return true;
}
