/** Something that was read, and when. `value` null is known absence: worth remembering, unlike a failure. */
export interface Entry<Value> {
  readonly value: Value | null;
  /** Epoch milliseconds, by the clock of the process that read it. */
  readonly readAtMs: number;
}

/** A cache that other processes share. Lossy and never in the way: it misses rather than fails, and writes without being waited for. */
export interface SharedCache {
  /** In the order of `keys`; undefined is a miss. */
  getMany(keys: readonly string[]): Promise<readonly (Entry<unknown> | undefined)[]>;
  /** Resolves when the entries stand there, or were given up; never rejects. Readers do not wait for it. */
  setMany(entries: ReadonlyMap<string, Entry<unknown>>): Promise<void>;
  /** Deletes every entry whose key begins so; the number deleted, or null when the cache could not take it, which must be repeated then. */
  deleteByPrefix(prefix: string): Promise<number | null>;
}
