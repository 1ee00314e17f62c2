import type { Log } from './log.ts';

/** A value that dbt sent and nobody can read, by where it stood. */
interface OddValue {
  readonly environmentId: string;
  readonly uniqueId: string | null;
  readonly path: string;
  /** The same for all values that are odd in the same way. */
  readonly kind: string;
}

/** Facts are read again every few minutes, and an odd one stays as it is until somebody mends it. */
const EVERY_MS = 24 * 60 * 60_000;
const MAX_REMEMBERED = 1000;

/** Says once a day for each environment and kind which node's value could not be read. */
export function createOddValueLog(log: Log, now: () => number): (odd: OddValue) => void {
  const saidAtMs = new Map<string, number>();
  return ({ environmentId, uniqueId, path, kind }) => {
    const about = `${environmentId}/${kind}`;
    const nowMs = now();
    if (Math.abs(nowMs - (saidAtMs.get(about) ?? Number.NEGATIVE_INFINITY)) < EVERY_MS) return;
    if (saidAtMs.size >= MAX_REMEMBERED) saidAtMs.clear();
    saidAtMs.set(about, nowMs);
    log.warn(
      { environmentId, uniqueId, path },
      'dbt sent a value of another kind than its schema says; that one fact reads as unknown',
    );
  };
}
