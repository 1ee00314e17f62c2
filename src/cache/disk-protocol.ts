import type { StoredEntry } from './outer-cache.ts';

/** What the process and the worker that holds the cache file say to each other. */
export type DiskRequest =
  | { readonly kind: 'get'; readonly id: number; readonly nowMs: number; readonly keys: readonly string[] }
  | { readonly kind: 'set'; readonly id: number; readonly nowMs: number; readonly entries: EntryBlock }
  | { readonly kind: 'delete'; readonly id: number; readonly nowMs: number; readonly prefix: string }
  | { readonly kind: 'close'; readonly id: number; readonly nowMs: number };

export type DiskReply =
  | { readonly kind: 'found'; readonly id: number; readonly entries: EntryBlock }
  /** `deleted` is null where the file could not take a deletion. */
  | { readonly kind: 'done'; readonly id: number; readonly deleted: number | null }
  | { readonly kind: 'notice'; readonly notice: DiskNotice };

/** Something about the file that an operator should know. */
export interface DiskNotice {
  readonly state: DiskState;
  /** SQLite's or the system's own words; empty where there are none. */
  readonly cause: string;
}

export type DiskState =
  /** Is used again after it was locked or unusable. */
  | 'usable'
  /** Was no cache file and was moved out of the way. */
  | 'set-aside'
  /** Was a cache file and was begun anew: damaged, of another version, or under a key that is not known. */
  | 'damaged'
  | 'other-version'
  | 'other-key'
  /** A database of something else, which is left alone. */
  | 'foreign'
  | 'locked'
  /** Cannot be opened, read or written. */
  | 'unusable';

/** Where a file goes that was no cache file; the one that went there before is replaced. */
export function setAsidePath(path: string): string {
  return `${path}.set-aside`;
}

export interface DiskWorkerData {
  readonly path: string;
  readonly keys: readonly Uint8Array[];
  readonly maxBytes: number;
}

/** Entries whose values lie one behind the other in one buffer: one transfer however many there are, which takes a tenth of the time. */
export interface EntryBlock {
  readonly heads: readonly {
    readonly key: string;
    readonly readAtMs: number;
    /** Null is known absence. */
    readonly length: number | null;
  }[];
  readonly block: ArrayBuffer;
}

/** Copies the values, which their owner keeps: 10 MB take a millisecond. */
export function toBlock(entries: Iterable<readonly [string, StoredEntry]>): EntryBlock {
  const list = [...entries];
  const bytes = list.reduce((sum, [, entry]) => sum + (entry.bytes?.byteLength ?? 0), 0);
  const block = new Uint8Array(bytes);
  let at = 0;
  const heads = list.map(([key, entry]) => {
    if (entry.bytes !== null) block.set(entry.bytes, at);
    at += entry.bytes?.byteLength ?? 0;
    return { key, readAtMs: entry.readAtMs, length: entry.bytes?.byteLength ?? null };
  });
  return { heads, block: block.buffer };
}

/** Each value in memory of its own, so that one that is kept holds no other. */
export function fromBlock({ heads, block }: EntryBlock): ReadonlyMap<string, StoredEntry> {
  let at = 0;
  return new Map(
    heads.map(({ key, readAtMs, length }) => {
      const bytes = length === null ? null : new Uint8Array(block.slice(at, at + length));
      at += length ?? 0;
      return [key, { bytes, readAtMs }] as const;
    }),
  );
}
