import { createCollector } from './collector.ts';
import type { Entry, SharedCache } from './entry.ts';
import type { MemoryCache } from './memory-cache.ts';

/**
 * Reads by key through three layers, nearest first: this process's memory, the cache that replicas share, the source itself.
 * A key is asked of the source once however many callers want it at the same time. What is old but not too old is answered at once
 * and read again behind the answer.
 */
export interface ReadThrough<Value> {
  /** What memory holds, without waiting; undefined when any other layer would have to be asked. */
  peek(key: string): Entry<Value> | undefined;
  /**
   * What can be had of these keys. One that stands in no layer costs no other: it is missing from the entries, and the error says why.
   * `within` bounds how long this caller waits for what memory does not hold.
   */
  getMany(keys: readonly string[], within?: Within): Promise<Lookup<Value>>;
  /** Reads these keys again behind the readers' backs, unless that is under way. */
  refresh(keys: readonly string[]): void;
}

export interface Lookup<Value> {
  readonly entries: ReadonlyMap<string, Entry<Value>>;
  /** Null when every key has an entry. */
  readonly error: unknown;
}

/** Resolves or rejects like the work, or rejects earlier, when its caller may not wait any longer. The work itself goes on. */
export type Within = <T>(work: Promise<T>) => Promise<T>;

export interface ReadThroughOptions<Value> {
  readonly memory: MemoryCache;
  readonly shared: SharedCache | null;
  /** Begins every key in both caches: tenant, integration revision and environment stand in it. */
  readonly prefix: string;
  /** Asks the source. A key that is not in the answer is known to be absent. */
  readonly readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  /** Whether an entry may be answered without reading it again. */
  readonly isFresh: (entry: Entry<unknown>) => boolean;
  /** Whether an entry may still be answered while it is read again, or while the source fails. */
  readonly isUsable: (entry: Entry<unknown>) => boolean;
  /** Reading again is done by one replica at a time; false when another is at it, and will tell. */
  readonly exclusively: (work: () => Promise<void>) => Promise<boolean>;
  readonly onRefreshed: () => void;
  readonly onRefreshFailed: (error: unknown) => void;
  /** Told of every key a reader asks for. */
  readonly onUse: (key: string) => void;
  /** Told where the entries of a lookup came from. */
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
  /** False once everything under the prefix is to be forgotten: what is still under way must not come back. */
  readonly isOpen: () => boolean;
  readonly now: () => number;
  readonly windowMs: number;
}

export function createReadThrough<Value>(options: ReadThroughOptions<Value>): ReadThrough<Value> {
  const { memory, shared, prefix, isFresh, isUsable, now } = options;
  type Found = ReadonlyMap<string, Entry<Value>>;

  const reads = createCollector<Lookup<Value>>({ windowMs: options.windowMs, run: readBelowMemory });
  const refreshes = createCollector<void>({ windowMs: options.windowMs, run: refreshNow });

  async function readBelowMemory(keys: readonly string[]): Promise<Lookup<Value>> {
    const entries = new Map<string, Entry<Value>>();
    const stale: string[] = [];
    if (shared !== null) {
      const stored = await shared.getMany(keys.map((key) => prefix + key));
      for (const [position, key] of keys.entries()) {
        const entry = stored[position] as Entry<Value> | undefined;
        if (entry === undefined || !isUsable(entry)) continue;
        entries.set(key, entry);
        remember(key, entry);
        if (!isFresh(entry)) stale.push(key);
      }
    }
    options.onFound('shared', entries.size);
    if (stale.length > 0) refresh(stale);
    const missing = keys.filter((key) => !entries.has(key));
    if (missing.length === 0) return { entries, error: null };
    try {
      for (const [key, entry] of await readSource(missing)) entries.set(key, entry);
      return { entries, error: null };
    } catch (error) {
      return { entries, error };
    }
  }

  async function readSource(keys: readonly string[]): Promise<Found> {
    // The time before the question: what changes while dbt answers must count as newer than the answer.
    const readAtMs = now();
    const values = await options.readMany(keys);
    const entries = new Map<string, Entry<Value>>();
    for (const key of keys) entries.set(key, { value: values.get(key) ?? null, readAtMs });
    options.onFound('source', entries.size);
    if (!options.isOpen()) return entries;
    for (const [key, entry] of entries) remember(key, entry);
    shared?.setMany(new Map([...entries].map(([key, entry]) => [prefix + key, entry])));
    return entries;
  }

  async function refreshNow(keys: readonly string[]): Promise<void> {
    const isDue = (key: string) => {
      const entry = memory.get(prefix + key);
      return entry === undefined || !isFresh(entry);
    };
    if (!keys.some(isDue)) return;
    try {
      let read = false;
      await options.exclusively(async () => {
        const left = await takeFresherFromShared(keys.filter(isDue));
        if (left.length === 0) return;
        await readSource(left);
        read = true;
      });
      if (read) options.onRefreshed();
    } catch (error) {
      options.onRefreshFailed(error);
    }
  }

  /** Another replica may have read them again already. */
  async function takeFresherFromShared(keys: readonly string[]): Promise<readonly string[]> {
    if (shared === null) return keys;
    const entries = await shared.getMany(keys.map((key) => prefix + key));
    return keys.filter((key, position) => {
      const entry = entries[position] as Entry<Value> | undefined;
      if (entry === undefined || !isFresh(entry)) return true;
      remember(key, entry);
      return false;
    });
  }

  function remember(key: string, entry: Entry<Value>) {
    memory.set(prefix + key, entry, entry.value === null ? 0 : JSON.stringify(entry.value).length);
  }

  function refresh(keys: readonly string[]) {
    void refreshes.ask(keys);
  }

  function peek(key: string): Entry<Value> | undefined {
    options.onUse(key);
    const entry = memory.get(prefix + key) as Entry<Value> | undefined;
    if (entry === undefined || !isUsable(entry)) return undefined;
    if (!isFresh(entry)) refresh([key]);
    return entry;
  }

  return {
    peek,
    refresh,
    async getMany(keys, within = (work) => work) {
      const entries = new Map<string, Entry<Value>>();
      const missing: string[] = [];
      for (const key of keys) {
        const entry = peek(key);
        if (entry === undefined) missing.push(key);
        else entries.set(key, entry);
      }
      options.onFound('memory', entries.size);
      if (missing.length === 0) return { entries, error: null };
      let error: unknown = null;
      try {
        for (const batch of await within(reads.ask(missing))) {
          for (const key of missing) {
            const entry = batch.entries.get(key);
            if (entry !== undefined) entries.set(key, entry);
          }
          error ??= batch.error;
        }
      } catch (late) {
        error = late;
      }
      return { entries, error: missing.every((key) => entries.has(key)) ? null : error };
    },
  };
}
