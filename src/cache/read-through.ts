import { createBatcher } from './batcher.ts';
import type { Entry } from './entry.ts';
import type { Freshness } from './freshness.ts';
import type { Entries, Layers } from './layers.ts';
import type { Refresher } from './refresher.ts';
import { inSlices } from './slices.ts';
import type { OpenWindow } from './windows.ts';

/**
 * Reads by key through the layers, nearest first: this process's memory, the cache outside the process, the source itself.
 * A key is asked of the source once however many callers want it at the same time. What is stale is answered at once and read again
 * behind the answer.
 */
export interface ReadThrough<Key, Value> {
  /** What memory holds, without waiting; undefined when any other layer would have to be asked. */
  peek(key: Key): Entry<Value> | undefined;
  /** What memory or the cache outside the process holds, by the key alone: asks no source, now or later, and is no use of the key. */
  look(key: Key): Promise<Entry<Value> | undefined>;
  /**
   * What can be had of these keys, by their texts. One that stands in no layer costs no other: it is missing from the entries, and the
   * error says why. `within` bounds how long this caller waits for what memory does not hold.
   */
  getMany(keys: readonly Key[], within?: Within): Promise<Lookup<Value>>;
}

export interface Lookup<Value> {
  readonly entries: Entries<Value>;
  /** Null when every key has an entry. */
  readonly error: Error | null;
}

/** Races the work against the caller's deadline. Does not cancel the work. */
export type Within = <T>(work: Promise<T>) => Promise<T>;

export interface ReadThroughOptions<Key, Value> {
  readonly keyText: (key: Key) => string;
  readonly layers: Layers<Key, Value>;
  readonly freshness: Freshness;
  readonly refresher: Refresher<Key>;
  /** How long a key that is missing waits for others before all are read together. */
  readonly windowMs: number;
  readonly openWindow?: OpenWindow | undefined;
  /** Called with every key a reader asks for. */
  readonly onUse: (key: Key) => void;
  /** Called with where the entries of a lookup came from. */
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
}

/** Finding a key among many, and moving it to the front, takes some ten microseconds. */
const KEYS_PER_SLICE = 1000;

export function createReadThrough<Key, Value>(
  options: ReadThroughOptions<Key, Value>,
): ReadThrough<Key, Value> {
  const { keyText, layers, freshness, refresher, onFound } = options;
  const isUsable = (entry: Pick<Entry<Value>, 'readAtMs'>) => freshness.state(entry) !== 'dead';
  const reads = createBatcher<Key, Lookup<Value>>({
    keyText,
    windowMs: options.windowMs,
    openWindow: options.openWindow,
    run: readBelowMemory,
  });

  async function readBelowMemory(keys: readonly Key[]): Promise<Lookup<Value>> {
    const entries = new Map(await layers.fromOuter(keys, isUsable));
    onFound('shared', entries.size);
    // All are kept before any is judged: an index that comes in may mark its siblings stale.
    refreshStale(keys, entries);
    const missing = keys.filter((key) => !entries.has(keyText(key)));
    if (missing.length === 0) return { entries, error: null };
    try {
      const read = await layers.fromSource(missing);
      for (const [text, entry] of read.entries) entries.set(text, entry);
      onFound('source', read.entries.size);
      return { entries, error: null };
    } catch (error) {
      return { entries, error: toError(error) };
    }
  }

  function refreshStale(keys: readonly Key[], entries: Entries<Value>): void {
    const stale = keys.filter((key) => {
      const entry = entries.get(keyText(key));
      return entry !== undefined && freshness.state(entry) === 'stale';
    });
    if (stale.length > 0) void refresher.ask(stale);
  }

  function peek(key: Key): Entry<Value> | undefined {
    options.onUse(key);
    const entry = layers.inMemory(key);
    if (entry === undefined) return undefined;
    const state = freshness.state(entry);
    if (state === 'stale') void refresher.ask([key]);
    return state === 'dead' ? undefined : entry;
  }

  async function readMissing(
    missing: readonly Key[],
    entries: Map<string, Entry<Value>>,
    within: Within,
  ): Promise<Error | null> {
    const wanted = new Set(missing.map(keyText));
    try {
      let error: Error | null = null;
      for (const batch of await within(reads.ask(missing))) {
        // A batch holds the keys of other callers, too.
        for (const [text, entry] of batch.entries) if (wanted.has(text)) entries.set(text, entry);
        error ??= batch.error;
      }
      return [...wanted].every((text) => entries.has(text)) ? null : error;
    } catch (late) {
      return toError(late);
    }
  }

  return {
    peek,
    async look(key) {
      const held = layers.inMemory(key);
      if (held !== undefined && isUsable(held)) return held;
      return (await layers.fromOuter([key], isUsable)).get(keyText(key));
    },
    async getMany(keys, within = (work) => work) {
      const entries = new Map<string, Entry<Value>>();
      const missing: Key[] = [];
      await inSlices(keys, KEYS_PER_SLICE, (key) => {
        const entry = peek(key);
        if (entry === undefined) missing.push(key);
        else entries.set(keyText(key), entry);
      });
      onFound('memory', entries.size);
      const error = missing.length === 0 ? null : await readMissing(missing, entries, within);
      return { entries, error };
    },
  };
}

/** What is thrown need not be an error; a caller that reports it needs one. */
function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
