import { createBatcher } from '../cache/batcher.ts';
import type { Codec, Entry } from '../cache/entry.ts';
import { createEntryMemory } from '../cache/entry-memory.ts';
import type { Freshness } from '../cache/freshness.ts';
import { createLayers, type Source } from '../cache/layers.ts';
import type { Memory } from '../cache/memory.ts';
import type { OuterCache } from '../cache/outer-cache.ts';
import { createOuterEntries } from '../cache/outer-entries.ts';
import { createReadThrough, type ReadThrough } from '../cache/read-through.ts';
import { createRefresher } from '../cache/refresher.ts';
import type { OpenWindow } from '../cache/windows.ts';
import { createHotKeys } from './changes/hot-keys.ts';
import type { ReadObserver } from './read-observer.ts';

/** One kind of thing that is read of an environment: a read-through that knows which of its keys are in use. */
export interface CachedReader<Key, Value> extends ReadThrough<Key, Value> {
  /** Reads again what readers have asked for lately, as far as it is out of date. */
  refreshHot(): void;
  /** Announces to other replicas what readers have asked for lately. */
  announceHot(): void;
  /** Readers of another replica have asked for these lately. */
  learnHot(keys: readonly Key[]): void;
}

/** What all readers of one environment share. */
export interface ReaderParts {
  readonly memory: Memory;
  /** Null where nothing outlives the process. */
  readonly outer: OuterCache | null;
  readonly freshness: Freshness;
  /** Shared by all readers, so that what one query wants of several is asked together. */
  readonly openWindow?: OpenWindow | undefined;
  readonly now: () => number;
  /** False once the integration was changed or removed. */
  readonly isOpen: () => boolean;
  /** Called when something that is known gets another value or time. */
  readonly onMoved: () => void;
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
  /** Facts were read again: other replicas find them in the cache that they share. */
  readonly onRefreshed: () => void;
  readonly onRefreshFailed: (error: unknown) => void;
  readonly observer?: ReadObserver | undefined;
}

export interface CachedReaderOptions<Key, Value> extends ReaderParts {
  /** Begins every key in the caches: tenant, integration, revision, environment and kind. */
  readonly prefix: string;
  readonly keyText: (key: Key) => string;
  readonly codec: Codec<Value>;
  readonly source: Source<Key, Value>;
  /** Reading again is done by one replica at a time; false when another is at it, and will tell. */
  readonly exclusively: (work: () => Promise<void>) => Promise<boolean>;
  /** Called with keys that are in use here: whichever replica reads again reads them, too. */
  readonly onHot: (keys: readonly Key[]) => void;
  readonly onKept?: (key: Key, entry: Entry<Value>) => void;
}

/** Long enough for the second request of one federated query to join the first one's read; next to nothing beside a call to dbt. */
const COLLECT_WINDOW_MS = 8;
/** One message to the other replicas stays small. */
const HOT_KEYS_PER_MESSAGE = 500;

export function createCachedReader<Key, Value>(
  options: CachedReaderOptions<Key, Value>,
): CachedReader<Key, Value> {
  const { prefix, keyText, codec, outer, freshness, isOpen, onKept } = options;
  const layers = createLayers<Key, Value>({
    keyText,
    codec,
    memory: createEntryMemory(options.memory, prefix, codec, options.now, options.onMoved),
    outer: outer === null ? null : createOuterEntries(outer, prefix, codec, isOpen),
    source: options.source,
    isOpen,
    ...(onKept === undefined ? {} : { onKept }),
  });
  const hot = createHotKeys(keyText, options.now);
  const announcements = createBatcher<Key, void>({
    keyText,
    windowMs: COLLECT_WINDOW_MS,
    run: async (keys) => {
      for (let start = 0; start < keys.length; start += HOT_KEYS_PER_MESSAGE) {
        options.onHot(keys.slice(start, start + HOT_KEYS_PER_MESSAGE));
      }
    },
  });
  const refresher = createRefresher<Key, Value>({
    keyText,
    layers,
    freshness,
    keysInUse: hot.list,
    exclusively: options.exclusively,
    isOpen,
    windowMs: COLLECT_WINDOW_MS,
    openWindow: options.openWindow,
    onRefreshed: options.onRefreshed,
    onFailed: options.onRefreshFailed,
  });
  const reader = createReadThrough<Key, Value>({
    keyText,
    layers,
    freshness,
    refresher,
    windowMs: COLLECT_WINDOW_MS,
    openWindow: options.openWindow,
    onUse(key) {
      if (hot.use(key) && outer !== null) void announcements.ask([key]);
    },
    onFound: options.onFound,
  });
  return {
    ...reader,
    refreshHot: () => void refresher.askAfterChange(hot.list()),
    announceHot: () => void announcements.ask(hot.list()),
    learnHot: (keys) => keys.forEach(hot.learn),
  };
}
