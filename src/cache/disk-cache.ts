import type { Worker } from 'node:worker_threads';
import type { Log } from '../observability/log.ts';
import { createDiskLink } from './disk-link.ts';
import { fromBlock, toBlock } from './disk-protocol.ts';
import { createDiskReport } from './disk-report.ts';
import { type CacheObserver, type OuterCache, observeOperations } from './outer-cache.ts';

export interface DiskCacheOptions {
  /** The file, or `:memory:` for one that ends with the process; missing folders above it are made. */
  readonly path: string;
  /** For this purpose alone: the first one encrypts, every one decrypts. */
  readonly keys: readonly { readonly id: string; readonly key: Uint8Array }[];
  /** Of all entries together, as they stand in the file. */
  readonly maxBytes: number;
  readonly log: Log;
  readonly now: () => number;
  /** What a reader waits, at most; 250 when left out. For thousands of keys somewhat more. */
  readonly deadlineMs?: number;
  /** Told of the worker that holds the file, and of every one that replaces it. */
  readonly onWorker?: (worker: Worker) => void;
  readonly observer?: CacheObserver;
  /** Called whenever the file cannot be used, was damaged, or lost its worker. */
  readonly onFailure?: () => void;
}

const DEADLINE_MS = 250;
/** Until the first answer: the worker is started and the file is opened. */
const FIRST_DEADLINE_MS = 1000;
/** Several times what one takes to be read. */
const DEADLINE_MS_PER_KEY = 0.1;
const WRITE_DEADLINE_MS = 5000;
const DELETE_DEADLINE_MS = 30_000;
const CLOSE_DEADLINE_MS = 5000;
/** What may wait for a slow disk; more is given up. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * What a single process remembers for the next one, in a SQLite file. A worker thread holds the file, so that the event loop never waits
 * for a disk or for a lock: whatever is late is a miss, and until the late answer has come nobody waits for another one.
 */
export function createDiskCache(options: DiskCacheOptions): OuterCache {
  const { path, keys, maxBytes, log, now, deadlineMs = DEADLINE_MS } = options;
  if (keys.length === 0) throw new Error('At least one key is needed.');
  const observe = observeOperations(options.observer);
  const report = createDiskReport({ path, log, now, onFailure: options.onFailure });
  const link = createDiskLink({
    data: { path, keys: keys.map(({ key }) => key), maxBytes },
    onNotice: report.notice,
    onDeath: report.workerDied,
    ...(options.onWorker === undefined ? {} : { onStart: options.onWorker }),
  });
  let hasAnswered = false;
  let late = 0;
  let waitingBytes = 0;
  let isClosed = false;
  // The file is opened, and what is the matter with it is told, before anybody needs it.
  void link.ask({ kind: 'get', nowMs: now(), keys: [] }).then((answer) => {
    hasAnswered ||= answer !== undefined;
  });

  return {
    async getMany(asked) {
      const misses = asked.map(() => undefined);
      if (asked.length === 0 || isClosed) return misses;
      return observe('get', async () => {
        if (late > 0) return { outcome: 'skipped', result: misses };
        const answering = link.ask({ kind: 'get', nowMs: now(), keys: asked });
        const baseMs = hasAnswered ? deadlineMs : Math.max(deadlineMs, FIRST_DEADLINE_MS);
        const waitMs = baseMs + asked.length * DEADLINE_MS_PER_KEY;
        const answer = await within(waitMs, answering);
        if (answer === LATE) {
          late++;
          void answering.then(() => late--);
        }
        if (answer === LATE || answer?.kind !== 'found') return { outcome: 'failed', result: misses };
        const found = fromBlock(answer.entries);
        return { outcome: 'ok', result: asked.map((key) => found.get(key)) };
      });
    },

    async setMany(entries) {
      if (entries.size === 0 || isClosed) return;
      await observe('set', async () => {
        const block = toBlock(entries);
        const bytes = block.block.byteLength;
        if (waitingBytes + bytes > MAX_WAITING_BYTES) return { outcome: 'skipped', result: undefined };
        waitingBytes += bytes;
        const writing = link.ask({ kind: 'set', nowMs: now(), entries: block }, [block.block]).finally(() => {
          waitingBytes -= bytes;
        });
        const answer = await within(WRITE_DEADLINE_MS, writing);
        const isTaken = answer !== LATE && answer !== undefined;
        return { outcome: isTaken ? 'ok' : 'failed', result: undefined };
      });
    },

    async deleteByPrefix(prefix) {
      if (isClosed) return null;
      return observe('delete', async () => {
        const answer = await within(DELETE_DEADLINE_MS, link.ask({ kind: 'delete', nowMs: now(), prefix }));
        const result = answer !== LATE && answer?.kind === 'done' ? answer.deleted : null;
        return { outcome: result === null ? 'failed' : 'ok', result };
      });
    },

    async close() {
      if (isClosed) return;
      isClosed = true;
      await within(CLOSE_DEADLINE_MS, link.ask({ kind: 'close', nowMs: now() }));
      await link.end();
    },
  };
}

const LATE = Symbol('late');

/** After the deadline one more look is taken at what has come in: a timer that fires late tells of this process's own stall. */
async function within<T>(deadlineMs: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, LATE), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
