/** One entry as it leaves the process: its value serialised once, for every layer that keeps it. */
export interface StoredEntry {
  /** Null is known absence: worth remembering, unlike a failure. */
  readonly bytes: Uint8Array | null;
  /** Epoch milliseconds, by the clock of the process that read it. */
  readonly readAtMs: number;
}

/** How an operation came out: `failed` was refused or too late, `skipped` not tried because the cache was away. */
export interface CacheOperation {
  readonly operation: 'get' | 'set' | 'delete';
  readonly outcome: 'ok' | 'failed' | 'skipped';
}

export interface CacheObserver {
  readonly onOperation: (operation: CacheOperation, durationMs: number) => void;
  /** Milliseconds by a clock that is never set. */
  readonly elapsedMs: () => number;
}

/** Runs one operation, which tells its outcome beside its result. */
export type ObserveOperation = <T>(
  operation: CacheOperation['operation'],
  run: () => Promise<{ readonly outcome: CacheOperation['outcome']; readonly result: T }>,
) => Promise<T>;

export function observeOperations(observer: CacheObserver | undefined): ObserveOperation {
  return async (operation, run) => {
    const startedAtMs = observer?.elapsedMs() ?? 0;
    const { outcome, result } = await run();
    observer?.onOperation({ operation, outcome }, observer.elapsedMs() - startedAtMs);
    return result;
  };
}

/**
 * What is remembered outside the process's memory: in Redis, shared by replicas, or in a file, for the next process. Lossy and never in
 * the way: it misses rather than fails, and writes without being waited for. Of two entries under one key the one that was read later
 * stays, whichever comes first.
 */
export interface OuterCache {
  /** In the order of `keys`; undefined is a miss. Never rejects. */
  getMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]>;
  /** Resolves when the entries stand there, or were given up; never rejects. Readers do not wait for it. */
  setMany(entries: ReadonlyMap<string, StoredEntry>): Promise<void>;
  /** Deletes every entry whose key begins so; the number deleted, or null when the cache could not take it, which must be repeated then. */
  deleteByPrefix(prefix: string): Promise<number | null>;
  close(): Promise<void>;
}
