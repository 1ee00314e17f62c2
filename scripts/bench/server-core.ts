import { findCores, moveToCore } from '../support/process/cores.ts';

const cores = findCores();

/** Where the server that is measured runs; null where cores cannot be chosen. */
export const SERVER_CORE = cores?.server ?? null;

/** Keeps this process, its load and its Discovery API off the server's core. False where that cannot be done. */
export function leaveServerCore(): boolean {
  if (cores === null) return false;
  moveToCore(cores.load);
  return true;
}
