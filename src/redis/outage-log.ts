import type { Log } from '../observability/log.ts';

/** Says that Redis is away, once a minute at most however often that is found, and that it is back where its absence was said. */
export interface OutageLog {
  /** No connection stands. */
  disconnected(error: Error): void;
  /** The connection stands, and nothing comes back on it. */
  silent(): void;
  over(): void;
}

const EVERY_MS = 60_000;

/** `nowMs` never goes back. */
export function createOutageLog(log: Log, nowMs: () => number): OutageLog {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let isSaid = false;
  const say = (fields: Readonly<Record<string, unknown>>, sentence: string) => {
    if (nowMs() - saidAtMs < EVERY_MS) return;
    saidAtMs = nowMs();
    isSaid = true;
    log.warn(fields, sentence);
  };
  return {
    disconnected: (error) =>
      say({ err: error }, 'the shared cache is away; facts come from memory and dbt until it is back'),
    silent: () => say({}, 'the shared cache does not answer; facts come from memory and dbt until it does'),
    over() {
      if (isSaid) log.info({}, 'the shared cache answers again');
      isSaid = false;
    },
  };
}
