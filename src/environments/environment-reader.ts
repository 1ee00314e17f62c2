import { createCollector } from '../cache/collector.ts';
import type { Entry, SharedCache } from '../cache/entry.ts';
import type { MemoryCache } from '../cache/memory-cache.ts';
import { createReadThrough, type ReadThrough, type ReadThroughOptions } from '../cache/read-through.ts';
import type { Coordination } from '../coordination/coordination.ts';
import type { DiscoveryCall, DiscoveryClient } from '../dbt/discovery-client.ts';
import { isCachedDetails, isCachedIndex } from './cached-shapes.ts';
import { type ChangeTracker, CLOCK_TOLERANCE_MS } from './change-tracker.ts';
import { readDetailsByKey } from './details-batches.ts';
import { createHotKeys } from './hot-keys.ts';
import { type IndexedEnvironment, type IndexKey, readIndexByKey } from './index-pages.ts';

/** What is known of one environment of one integration, whichever layer holds it. */
export interface EnvironmentReader {
  readonly environmentId: string;
  /** Keys: IndexKey. */
  readonly index: ReadThrough<unknown>;
  /** Keys: see detailsKey. */
  readonly details: ReadThrough<unknown>;
  /** Reads again what readers have asked for lately, as far as it is out of date. */
  refreshHot(): void;
  /** Tells the other replicas what readers have asked for lately. */
  tellHot(): void;
  /** Readers of another replica have asked for these lately. */
  learnHot(part: Part, keys: readonly string[]): void;
}

/** The index and the details of the nodes stand under names of their own. */
export type Part = 'index' | 'node';

export interface EnvironmentReaderOptions {
  readonly environmentId: string;
  /** Cache key prefix of this environment: tenant, integration, revision and environment. */
  readonly prefix: string;
  readonly client: DiscoveryClient;
  /** Whom to ask, with a fresh deadline for each read. */
  readonly call: () => DiscoveryCall;
  readonly tracker: ChangeTracker;
  readonly memory: MemoryCache;
  readonly shared: SharedCache | null;
  readonly coordination: Coordination;
  readonly now: () => number;
  readonly isOpen: () => boolean;
  /** Told of every read of dbt: null when it succeeded. */
  readonly onRead: (error: unknown) => void;
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
  /** Readers ask for these keys: whichever replica reads again reads them, too. */
  readonly onHot: (part: Part, keys: readonly string[]) => void;
  /** Facts were read again: other replicas find them in the shared cache. */
  readonly onRefreshed: () => void;
  readonly onRefreshFailed: (error: unknown) => void;
}

/** Long enough for the second request of one federated query to join the first one's read; next to nothing beside a call to dbt. */
const COLLECT_WINDOW_MS = 8;
/** No fact lives longer than this without a full read of its own: what moves dbt's marks of change is not documented. */
const MAX_UNCHECKED_MS = 15 * 60_000;
/** Facts already read are served this long while dbt cannot be asked. */
const MAX_STALE_MS = 24 * 60 * 60_000;
/** One message to the other replicas stays small. */
const HOT_KEYS_PER_MESSAGE = 500;

/** What the two parts do each in its own way. */
type OwnOptions = Pick<ReadThroughOptions<unknown>, 'readMany' | 'isValue' | 'onRemembered'>;

export function createEnvironmentReader(options: EnvironmentReaderOptions): EnvironmentReader {
  const { environmentId, prefix, client, call, tracker, now } = options;
  const ageMs = (entry: Entry<unknown>) => now() - entry.readAtMs;
  const observed = <T>(read: Promise<T>): Promise<T> => {
    read.then(() => options.onRead(null), options.onRead);
    return read;
  };

  async function refreshAlone(part: Part, work: () => Promise<void>): Promise<boolean> {
    // Without a shared cache another reader's work is no help: its keys may be others than these.
    if (options.shared === null) {
      await work();
      return true;
    }
    const lock = await options.coordination.locks.acquire(`refresh/${prefix}${part}`);
    if (lock === null) return false;
    try {
      await work();
    } finally {
      await lock.release();
    }
    return true;
  }

  function createPart(part: Part, own: OwnOptions) {
    const hot = createHotKeys(now);
    const told = createCollector<void>({
      windowMs: COLLECT_WINDOW_MS,
      run: async (keys) => {
        for (let start = 0; start < keys.length; start += HOT_KEYS_PER_MESSAGE)
          options.onHot(part, keys.slice(start, start + HOT_KEYS_PER_MESSAGE));
      },
    });
    const reader = createReadThrough<unknown>({
      memory: options.memory,
      shared: options.shared,
      prefix: `${prefix}${part}/`,
      ...own,
      // A change is never younger than what is read after it was told, whatever two clocks, or one that was set back, say.
      readAtMs: () => Math.max(now(), tracker.changedAtMs(environmentId)),
      isFresh: (entry) =>
        entry.readAtMs >= tracker.changedAtMs(environmentId) &&
        ageMs(entry) < MAX_UNCHECKED_MS &&
        // From the future: a clock was set back since, and the age is not known.
        ageMs(entry) > -CLOCK_TOLERANCE_MS,
      isAgeing: (entry) => ageMs(entry) >= MAX_UNCHECKED_MS / 2,
      keysInUse: hot.list,
      isUsable: (entry) => Math.abs(ageMs(entry)) < MAX_STALE_MS,
      exclusively: (work) => refreshAlone(part, work),
      onRefreshed: options.onRefreshed,
      onRefreshFailed: options.onRefreshFailed,
      onUse(key) {
        if (hot.touch(key) && options.shared !== null) void told.ask([key]);
      },
      onFound: options.onFound,
      isOpen: options.isOpen,
      windowMs: COLLECT_WINDOW_MS,
    });
    return {
      reader,
      refreshHot: () => reader.refresh(hot.list()),
      tellHot: () => void told.ask(hot.list()),
      learnHot: (keys: readonly string[]) => keys.forEach(hot.learn),
    };
  }

  const index = createPart('index', {
    readMany: (keys) => observed(readIndexByKey(client, call(), environmentId, keys)),
    isValue: isCachedIndex,
    onRemembered(key, { value, readAtMs }) {
      if (key !== ('applied' satisfies IndexKey) || value === null) return;
      const { marks } = value as IndexedEnvironment;
      if (marks !== null) tracker.adopt(environmentId, marks, readAtMs);
    },
  });
  const details = createPart('node', {
    readMany: (keys) => observed(readDetailsByKey(client, call(), environmentId, keys)),
    isValue: isCachedDetails,
    onRemembered: () => {},
  });
  return {
    environmentId,
    index: index.reader,
    details: details.reader,
    refreshHot() {
      index.refreshHot();
      details.refreshHot();
    },
    tellHot() {
      index.tellHot();
      details.tellHot();
    },
    learnHot(part, keys) {
      (part === 'index' ? index : details).learnHot(keys);
    },
  };
}
