import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { createDiskCache, type DiskCacheOptions } from '../../src/cache/disk-cache.ts';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createClock, temporaryFolder } from '../integrations/builders.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { KEY } from './sealed-cache-contract.ts';

/** A cache file of a test's own, with what was said of it. */
export interface DiskPlace extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly clock: ReturnType<typeof createClock>;
  /** Warnings and other lines of the log, causes included. */
  readonly said: { readonly warn: string[]; readonly info: string[] };
  /** The workers that held the file, in their order. */
  readonly workers: Worker[];
  open(options?: Partial<DiskCacheOptions>): OuterCache;
}

export function createDiskPlace(): DiskPlace {
  const folder = temporaryFolder();
  const path = join(folder.path, 'cache', 'facts.sqlite');
  const clock = createClock();
  const said = { warn: [] as string[], info: [] as string[] };
  const workers: Worker[] = [];
  const opened: OuterCache[] = [];
  const say = (lines: string[]) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push(fields.err === undefined ? message : `${message} [${String(fields.err)}]`);
  };
  return {
    folder: folder.path,
    path,
    clock,
    said,
    workers,
    open(options = {}) {
      const cache = createDiskCache({
        path,
        keys: [KEY],
        maxBytes: 100_000_000,
        log: { debug() {}, info: say(said.info), warn: say(said.warn), error: say(said.warn) },
        now: clock.now,
        deadlineMs: PATIENT_MS,
        onWorker: (worker) => workers.push(worker),
        ...options,
      });
      opened.push(cache);
      return cache;
    },
    async [Symbol.asyncDispose]() {
      for (const cache of opened) await cache.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Looks into a file that no cache holds, or past the one that does. */
export function withDatabase<T>(path: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path, { timeout: PATIENT_MS });
  try {
    return work(db);
  } finally {
    db.close();
  }
}
