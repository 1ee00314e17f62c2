import type { Log } from './log.ts';

/** What is odd about the graph of an environment's nodes. */
interface Oddity {
  readonly environmentId: string;
  readonly kind: 'cycle' | 'missing parent';
  readonly count: number;
  /** A uniqueId. */
  readonly example: string;
}

/** A graph is worked out again with every change, and an odd one stays as it is until somebody mends it. */
const EVERY_MS = 24 * 60 * 60_000;
const MAX_REMEMBERED = 1000;

const SENTENCES: Readonly<Record<Oddity['kind'], string>> = {
  cycle: 'dbt lists nodes that are made of each other; the sources of one are those of all of them',
  'missing parent': 'dbt names parents that it does not list; the way upstream ends there',
};

/** Says once a day for each environment and kind what is odd about its graph. */
export function createOddityLog(log: Log, now: () => number): (oddity: Oddity) => void {
  const saidAtMs = new Map<string, number>();
  return ({ environmentId, kind, count, example }) => {
    const about = `${environmentId}/${kind}`;
    const nowMs = now();
    if (Math.abs(nowMs - (saidAtMs.get(about) ?? Number.NEGATIVE_INFINITY)) < EVERY_MS) return;
    if (saidAtMs.size >= MAX_REMEMBERED) saidAtMs.clear();
    saidAtMs.set(about, nowMs);
    log.warn({ environmentId, count, example }, SENTENCES[kind]);
  };
}
