import type { Log } from './log.ts';

/** By the names that collectors join logs and traces by. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

/** The same log; what is said while a traced request is answered names its trace. `idsNow`: null outside of requests. */
export function createTracedLog(log: Log, idsNow: () => TraceIds | null): Log {
  const about = (fields: Readonly<Record<string, unknown>>) => ({ ...fields, ...idsNow() });
  return {
    debug: (fields, message) => log.debug(about(fields), message),
    info: (fields, message) => log.info(about(fields), message),
    warn: (fields, message) => log.warn(about(fields), message),
    error: (fields, message) => log.error(about(fields), message),
  };
}
