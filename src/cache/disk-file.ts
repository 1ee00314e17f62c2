import { type CacheFileError, clearTheWay, openCacheDatabase, toCacheFileError } from './disk-database.ts';
import { createDiskEntries, type DiskEntries } from './disk-entries.ts';
import type { DiskNotice, DiskState, DiskWorkerData } from './disk-protocol.ts';

/** The cache file through all that can happen to it: made, locked, damaged, full, gone. */
export interface DiskFile {
  /** Runs the work on the entries; undefined when the file cannot be had, or fails under it. */
  read<T>(work: (entries: DiskEntries) => T): T | undefined;
  /** The same for work that writes. */
  change<T>(work: (entries: DiskEntries) => T): T | undefined;
  /** Whether the last work failed because another process holds the file. */
  readonly isLocked: boolean;
  close(): void;
}

export interface DiskFileOptions extends DiskWorkerData {
  readonly notice: (notice: DiskNotice) => void;
  /** A clock that is never set: pauses are measured by it. */
  readonly elapsedMs: () => number;
}

/** While the file cannot be opened, it is tried again this often. */
const PAUSE_MS = 1000;
/** Two processes that write at the same time lock each other out for a moment, which is nothing to tell of. */
const TELL_OF_LOCK_AFTER_MS = 1000;
/** SQLITE_FULL and SQLITE_READONLY: what stands in the file can still be read. */
const STILL_READABLE: ReadonlySet<number> = new Set([13, 8]);
/** A file in one of these states is replaced by a new one. */
const WORTHLESS: ReadonlySet<DiskState> = new Set(['damaged', 'set-aside', 'other-key', 'other-version']);

export function createDiskFile(options: DiskFileOptions): DiskFile {
  const { path, keys, maxBytes, notice, elapsedMs } = options;
  let held: { readonly entries: DiskEntries; close(): void } | null = null;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let lockedSinceMs: number | null = null;
  let isTroubleTold = false;

  function open(): DiskEntries {
    const { db, sealer } = openCacheDatabase(path, keys);
    const entries = createDiskEntries({ db, sealer }, maxBytes);
    held = { entries, close: () => db.close() };
    return entries;
  }

  function openOrReplace(): DiskEntries {
    try {
      return open();
    } catch (error) {
      const failure = toCacheFileError(error);
      if (!WORTHLESS.has(failure.state)) throw failure;
      replace(failure);
      return open();
    }
  }

  /** The new file is made when it is used. */
  function replace({ state, message }: CacheFileError): void {
    close();
    clearTheWay(path, state);
    notice({ state, cause: message });
  }

  function onFailure(error: unknown): void {
    const { state, message } = toCacheFileError(error);
    if (state === 'locked') {
      lockedSinceMs ??= elapsedMs();
      if (elapsedMs() - lockedSinceMs < TELL_OF_LOCK_AFTER_MS) return;
    } else {
      lockedSinceMs = null;
      const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
      // Opened again later: who holds a file open does not see that it was moved away, or that its disk is back.
      if (!STILL_READABLE.has(code)) close();
    }
    isTroubleTold = true;
    notice({ state: WORTHLESS.has(state) ? 'unusable' : state, cause: message });
  }

  function onSuccess(): void {
    lockedSinceMs = null;
    if (!isTroubleTold) return;
    isTroubleTold = false;
    notice({ state: 'usable', cause: '' });
  }

  function use<T>(work: (entries: DiskEntries) => T, isProof: boolean): T | undefined {
    const wasClosed = held === null;
    if (wasClosed && elapsedMs() < triedAtMs + PAUSE_MS) return undefined;
    try {
      if (wasClosed) triedAtMs = elapsedMs();
      const result = work(held?.entries ?? openOrReplace());
      if (isProof || wasClosed) onSuccess();
      return result;
    } catch (error) {
      try {
        const failure = toCacheFileError(error);
        if (held !== null && WORTHLESS.has(failure.state)) replace(failure);
        else onFailure(error);
      } catch (second) {
        onFailure(second);
      }
      return undefined;
    }
  }

  function close(): void {
    const closing = held;
    held = null;
    try {
      closing?.close();
    } catch {
      // It was of no use any more.
    }
  }

  return {
    read: (work) => use(work, false),
    // A disk that is full is still read: what is written proves that all is well again.
    change: (work) => use(work, true),
    get isLocked() {
      return lockedSinceMs !== null;
    },
    close,
  };
}
