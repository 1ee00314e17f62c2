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
  /**
   * Reads these keys again behind the readers' backs, as far as they are out of date by then. A read that is under way may have begun
   * before the change that this call is about, so it is waited for, and followed by another one where it did.
   */
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
  /** The time that a read which begins now is to be remembered with. */
  readonly readAtMs: () => number;
  /** Whether a value from the shared cache has the shape of what is read; what has not is a miss. */
  readonly isValue: (key: string, value: unknown) => value is Value;
  /** Whether an entry may be answered without reading it again. */
  readonly isFresh: (entry: Entry<unknown>) => boolean;
  /** Whether an entry that is fresh will not be so for long: it is read again together with others, to save a question of its own. */
  readonly isAgeing: (entry: Entry<unknown>) => boolean;
  /** Keys that are in use, of which the ageing ones are read along when another one is read again. */
  readonly keysInUse: () => readonly string[];
  /** Whether an entry may still be answered while it is read again, or while the source fails. */
  readonly isUsable: (entry: Entry<unknown>) => boolean;
  /** Reading again is done by one replica at a time; false when another is at it, and will tell. */
  readonly exclusively: (work: () => Promise<void>) => Promise<boolean>;
  readonly onRefreshed: () => void;
  readonly onRefreshFailed: (error: unknown) => void;
  /** Told of every key a reader asks for. */
  readonly onUse: (key: string) => void;
  /** Told of every entry that comes into memory. */
  readonly onRemembered: (key: string, entry: Entry<Value>) => void;
  /** Told where the entries of a lookup came from. */
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
  /** False once everything under the prefix is to be forgotten: what is still under way must not come back. */
  readonly isOpen: () => boolean;
  readonly windowMs: number;
}

export function createReadThrough<Value>(options: ReadThroughOptions<Value>): ReadThrough<Value> {
  const { memory, shared, prefix, isFresh, isUsable } = options;
  type Found = ReadonlyMap<string, Entry<Value>>;

  const reads = createCollector<Lookup<Value>>({ windowMs: options.windowMs, run: readBelowMemory });
  const refreshes = createCollector<void>({ windowMs: options.windowMs, run: refreshNow });

  async function readBelowMemory(keys: readonly string[]): Promise<Lookup<Value>> {
    const entries = new Map<string, Entry<Value>>();
    const stale: string[] = [];
    for (const [key, entry] of await readShared(keys)) {
      if (!isUsable(entry)) continue;
      entries.set(key, entry);
      remember(key, entry);
    }
    // Only now: what came in together tells of changes, too.
    for (const [key, entry] of entries) if (!isFresh(entry)) stale.push(key);
    options.onFound('shared', entries.size);
    if (stale.length > 0) void refreshes.ask(stale);
    const missing = keys.filter((key) => !entries.has(key));
    if (missing.length === 0) return { entries, error: null };
    try {
      const { entries: read } = await readSource(missing);
      for (const [key, entry] of read) entries.set(key, entry);
      return { entries, error: null };
    } catch (error) {
      return { entries, error };
    }
  }

  async function readShared(keys: readonly string[]): Promise<Found> {
    const found = new Map<string, Entry<Value>>();
    if (shared === null) return found;
    const stored = await shared.getMany(keys.map((key) => prefix + key));
    for (const [position, key] of keys.entries()) {
      const entry = stored[position];
      if (entry === undefined) continue;
      const { value, readAtMs } = entry;
      if (value === null || options.isValue(key, value)) found.set(key, { value, readAtMs });
    }
    return found;
  }

  async function readSource(keys: readonly string[]): Promise<{ entries: Found; written: Promise<void> }> {
    // The time before the question: what changes while dbt answers must count as newer than the answer.
    const readAtMs = options.readAtMs();
    const values = await options.readMany(keys);
    const entries = new Map<string, Entry<Value>>();
    for (const key of keys) entries.set(key, { value: values.get(key) ?? null, readAtMs });
    options.onFound('source', entries.size);
    for (const [key, entry] of entries) remember(key, entry);
    return { entries, written: share(entries) };
  }

  async function share(entries: Found): Promise<void> {
    if (shared === null || !options.isOpen()) return;
    await shared.setMany(new Map([...entries].map(([key, entry]) => [prefix + key, entry])));
    // Forgotten while it was being written: it may have come in behind the deletion.
    if (!options.isOpen()) await shared.deleteByPrefix(prefix);
  }

  async function refreshNow(keys: readonly string[]): Promise<void> {
    if (!options.isOpen() || !keys.some(isDue)) return;
    try {
      let read = false;
      await options.exclusively(async () => {
        const due = keys.filter(isDue);
        const left = await takeFresherFromShared([
          ...new Set([...due, ...options.keysInUse().filter(isAgeing)]),
        ]);
        if (!left.some(isDue)) return;
        // Other replicas are let in, and told, when they can find there what was read.
        await (await readSource(left)).written;
        read = true;
      });
      if (read) options.onRefreshed();
    } catch (error) {
      options.onRefreshFailed(error);
    }
  }

  /** Another replica may have read them again already. */
  async function takeFresherFromShared(keys: readonly string[]): Promise<readonly string[]> {
    for (const [key, entry] of await readShared(keys)) {
      if (isFresh(entry) && entry.readAtMs > (memory.get(prefix + key)?.readAtMs ?? 0)) remember(key, entry);
    }
    return keys.filter((key) => isDue(key) || isAgeing(key));
  }

  function isAgeing(key: string): boolean {
    const entry = memory.get(prefix + key);
    return entry !== undefined && options.isAgeing(entry);
  }

  function isDue(key: string): boolean {
    const entry = memory.get(prefix + key);
    return entry === undefined || !isFresh(entry);
  }

  function remember(key: string, entry: Entry<Value>) {
    if (!options.isOpen()) return;
    options.onRemembered(key, entry);
    memory.set(prefix + key, entry, entry.value === null ? 0 : JSON.stringify(entry.value).length);
  }

  function refresh(keys: readonly string[]) {
    const begun = keys.filter(refreshes.isUnderWay);
    const asked = refreshes.ask(keys);
    if (begun.length > 0) void asked.then(() => refreshes.ask(begun));
  }

  function peek(key: string): Entry<Value> | undefined {
    options.onUse(key);
    const entry = memory.get(prefix + key) as Entry<Value> | undefined;
    if (entry === undefined || !isUsable(entry)) return undefined;
    if (!isFresh(entry)) void refreshes.ask([key]);
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
