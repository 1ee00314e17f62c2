import type { Log } from './log.ts';

const EVERY_MS = 60_000;

/** A warning that a busy server would repeat with every request, said once a minute for each message of its cause: true when it was said. */
export function createThrottledWarning(
  log: Log,
  now: () => number,
  sentence: string,
): (error: unknown) => boolean {
  const saidAtMs = new Map<string, number>();
  return (error) => {
    const about = error instanceof Error ? error.message : String(error);
    const nowMs = now();
    const ageMs = nowMs - (saidAtMs.get(about) ?? Number.NEGATIVE_INFINITY);
    // Said in the future: the clock was set back since.
    if (ageMs >= 0 && ageMs < EVERY_MS) return false;
    if (saidAtMs.size > 100) saidAtMs.clear();
    saidAtMs.set(about, nowMs);
    log.warn({ err: error }, sentence);
    return true;
  };
}
