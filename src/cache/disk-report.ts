import type { Log } from '../observability/log.ts';
import { createThrottledWarning } from '../observability/throttled-warning.ts';
import { type DiskNotice, setAsidePath } from './disk-protocol.ts';

/** Tells an operator of the cache file: once a minute at most for each thing that is the matter. */
export interface DiskReport {
  notice(notice: DiskNotice): void;
  workerDied(cause: unknown): void;
}

export interface DiskReportOptions {
  readonly path: string;
  readonly log: Log;
  readonly now: () => number;
  /** Called with each thing that is the matter, said or not. */
  readonly onFailure?: (() => void) | undefined;
}

export function createDiskReport({ path, log, now, onFailure = () => {} }: DiskReportOptions): DiskReport {
  const anew = 'It was begun anew, and what it held is read from dbt again.';
  const warnings = {
    damaged: `The cache file ${path} is damaged. ${anew}`,
    'other-version': `The cache file ${path} was written by another version. ${anew}`,
    'other-key': `The cache file ${path} was written under an encryption key that this process does not have. ${anew}`,
    'set-aside': `${path} is no cache file, or a damaged one; it now is ${setAsidePath(path)}. A new one was begun, and what it held is read from dbt again.`,
    foreign: `${path} is a database of something else and was left alone: nothing is kept on disk. Point CACHE_URL at a file of its own.`,
    locked: `Another process holds the cache file ${path}. Until it lets go, nothing is read from it or written to it.`,
    unusable: `The cache file ${path} cannot be used, or not be written to. Until it can, nothing that is read now is kept on disk.`,
  };
  const warn = new Map(
    Object.entries(warnings).map(([state, sentence]) => [state, createThrottledWarning(log, now, sentence)]),
  );
  const warnOfDeath = createThrottledWarning(
    log,
    now,
    `The worker that holds the cache file ${path} ended; another one is started. Meanwhile nothing is kept on disk.`,
  );
  // On a full disk small things are still written: a file that comes and goes is said to be back as rarely as that it was away.
  let isTroubleSaid = false;
  return {
    notice({ state, cause }) {
      if (state === 'usable') {
        if (isTroubleSaid) log.info({}, `The cache file ${path} is used again.`);
        isTroubleSaid = false;
      } else {
        // A file that another version or another key has left behind is begun anew, as it should be.
        if (state !== 'other-version' && state !== 'other-key') onFailure();
        if (warn.get(state)?.(cause === '' ? state : new Error(cause)) === true) isTroubleSaid = true;
      }
    },
    workerDied(cause) {
      onFailure();
      warnOfDeath(cause);
    },
  };
}
