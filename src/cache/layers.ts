import type { Codec, Entry } from './entry.ts';
import type { EntryMemory } from './entry-memory.ts';
import type { StoredEntry } from './outer-cache.ts';
import type { OuterEntries } from './outer-entries.ts';
import { inSlices } from './slices.ts';

/** What a source has read of one key. */
export interface Read<Value> {
  /** Null is known absence. */
  readonly value: Value | null;
  /** When the read began: what changes while the source answers must count as newer than the answer. */
  readonly readAtMs: number;
  /** As it stands in the cache outside the process already, where another replica has put it there. */
  readonly stored?: StoredEntry;
}

/** Where values come from when no cache has them. */
export interface Source<Key, Value> {
  /** One read for each key, by its text. Rejects when one of them cannot be read. */
  readMany(keys: readonly Key[]): Promise<ReadonlyMap<string, Read<Value>>>;
}

export type Entries<Value> = ReadonlyMap<string, Entry<Value>>;

/** The layers of a read, nearest first. Whatever comes out of a farther one is kept in memory. */
export interface Layers<Key, Value> {
  inMemory(key: Key): Entry<Value> | undefined;
  fromOuter(
    keys: readonly Key[],
    isWanted: (entry: Pick<Entry<Value>, 'readAtMs'>) => boolean,
  ): Promise<Entries<Value>>;
  /** `written` resolves when other replicas can find the entries. */
  fromSource(
    keys: readonly Key[],
  ): Promise<{ readonly entries: Entries<Value>; readonly written: Promise<void> }>;
}

export interface LayersOptions<Key, Value> {
  readonly keyText: (key: Key) => string;
  readonly codec: Codec<Value>;
  readonly memory: EntryMemory<Value>;
  /** Null where nothing outlives the process. */
  readonly outer: OuterEntries<Value> | null;
  readonly source: Source<Key, Value>;
  /** False once everything is to be forgotten: what is still in flight must not come back. */
  readonly isOpen: () => boolean;
  /** Called with every entry that is kept. */
  readonly onKept?: (key: Key, entry: Entry<Value>) => void;
}

/** Encoding a node with its columns and tests takes tens of microseconds. */
const ENCODED_PER_TURN = 100;

export function createLayers<Key, Value>(options: LayersOptions<Key, Value>): Layers<Key, Value> {
  const { keyText, codec, memory, outer, source, isOpen, onKept } = options;

  function keep(key: Key, value: Value | null, stored: StoredEntry): Entry<Value> {
    if (!isOpen()) return { value, readAtMs: stored.readAtMs };
    const entry = memory.keep(keyText(key), value, stored);
    onKept?.(key, entry);
    return entry;
  }

  return {
    inMemory: (key) => memory.get(keyText(key)),

    async fromOuter(keys, isWanted) {
      const entries = new Map<string, Entry<Value>>();
      if (outer === null || keys.length === 0) return entries;
      const found = await outer.getMany(keys.map(keyText));
      for (const key of keys) {
        const text = keyText(key);
        const hit = found.get(text);
        if (hit !== undefined && isWanted(hit.stored)) entries.set(text, keep(key, hit.value, hit.stored));
      }
      return entries;
    },

    async fromSource(keys) {
      const reads = await source.readMany(keys);
      const entries = new Map<string, Entry<Value>>();
      const fresh = new Map<string, StoredEntry>();
      await inSlices(keys, ENCODED_PER_TURN, async (key) => {
        const text = keyText(key);
        const read = reads.get(text);
        if (read === undefined) throw new Error(`The source has left out ${text}.`);
        const { value, readAtMs } = read;
        const stored = read.stored ?? { bytes: value === null ? null : await codec.encode(value), readAtMs };
        if (read.stored === undefined) fresh.set(text, stored);
        entries.set(text, keep(key, value, stored));
      });
      const written = outer === null || fresh.size === 0 ? Promise.resolve() : outer.setMany(fresh);
      return { entries, written };
    },
  };
}
