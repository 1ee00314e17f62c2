import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DiskNotice, DiskReply, DiskRequest, DiskWorkerData } from './disk-protocol.ts';

/** The worker that holds the cache file, started anew whenever it dies. */
export interface DiskLink {
  /** The worker's answer; undefined when there is no worker, or it dies before it answers. */
  ask(request: Unnumbered<DiskRequest>, transfer?: readonly ArrayBuffer[]): Promise<Answer | undefined>;
  /** Ends the worker, which was asked to close before. */
  end(): Promise<void>;
}

export type Answer = Exclude<DiskReply, { kind: 'notice' }>;
type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

export interface DiskLinkOptions {
  readonly data: DiskWorkerData;
  readonly onNotice: (notice: DiskNotice) => void;
  /** The worker died of something else than `end`. */
  readonly onDeath: (error: unknown) => void;
  readonly onStart?: (worker: Worker) => void;
}

/** Beside this file, with its ending: both are built, or none. */
const WORKER = new URL(`./disk-worker${extname(import.meta.url)}`, import.meta.url);
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;

export function createDiskLink(options: DiskLinkOptions): DiskLink {
  const asked = new Map<number, (answer: Answer | undefined) => void>();
  let worker: Worker | null = null;
  let lastId = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let isEnding = false;
  let restart: NodeJS.Timeout | undefined;

  function start(): void {
    try {
      startWorker();
    } catch (error) {
      // The system gives no thread now.
      onExit(error);
    }
  }

  function startWorker(): void {
    // No flags and no environment of the process: some flags are refused here, and secrets stand in the environment.
    const started = new Worker(WORKER, {
      name: 'disk-cache',
      workerData: options.data,
      execArgv: [],
      env: {},
    });
    worker = started;
    // A process that has nothing else to do may end.
    started.unref();
    let cause: unknown = new Error('it ended without an error');
    started.on('message', onReply);
    started.on('error', (error) => {
      cause = error;
    });
    started.once('exit', () => onExit(cause));
    options.onStart?.(started);
  }

  function onReply(reply: DiskReply): void {
    if (reply.kind === 'notice') {
      options.onNotice(reply.notice);
      return;
    }
    pauseMs = FIRST_PAUSE_MS;
    asked.get(reply.id)?.(reply);
    asked.delete(reply.id);
  }

  function onExit(cause: unknown): void {
    worker = null;
    for (const answer of asked.values()) answer(undefined);
    asked.clear();
    if (isEnding) return;
    options.onDeath(cause);
    restart = setTimeout(start, pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }

  start();
  return {
    ask(request, transfer = []) {
      const asking = worker;
      if (asking === null || isEnding) return Promise.resolve(undefined);
      const id = ++lastId;
      return new Promise((resolve) => {
        asked.set(id, resolve);
        asking.postMessage({ ...request, id }, transfer);
      });
    },
    async end() {
      isEnding = true;
      clearTimeout(restart);
      await worker?.terminate();
    },
  };
}
