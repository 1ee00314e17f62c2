import type { Coordination } from '../cache/coordination.ts';
import type { Entry, SharedCache } from '../cache/entry.ts';
import type { MemoryCache } from '../cache/memory-cache.ts';
import { createReadThrough, type ReadThrough, type ReadThroughOptions } from '../cache/read-through.ts';
import type { DiscoveryCall, DiscoveryClient } from '../dbt/discovery-client.ts';
import type { ChangeTracker } from './change-tracker.ts';
import { readDetailsByKey } from './details-batches.ts';
import { createHotKeys } from './hot-keys.ts';
import { type IndexedEnvironment, readIndexByKey } from './index-pages.ts';

/** What is known of one environment of one integration, whichever layer holds it. */
export interface EnvironmentReader {
  readonly environmentId: string;
  /** Keys: IndexKey. */
  readonly index: ReadThrough<unknown>;
  /** Keys: see detailsKey. */
  readonly details: ReadThrough<unknown>;
  /** Reads again what readers have asked for lately, as far as it is out of date. */
  refreshHot(): void;
}

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
/** An entry from the future, by more than clocks may differ, says that a clock was set back: its age is not known. */
const CLOCK_TOLERANCE_MS = 60_000;
/** A replica that dies while it reads holds the others up no longer than a read may take. */
const REFRESH_LOCK_MS = 6000;

export function createEnvironmentReader(options: EnvironmentReaderOptions): EnvironmentReader {
  const { environmentId, prefix, client, call, tracker, now } = options;
  const ageMs = (entry: Entry<unknown>) => now() - entry.readAtMs;
  const observed = <T>(read: Promise<T>): Promise<T> => {
    read.then(() => options.onRead(null), options.onRead);
    return read;
  };

  function createPart(part: string, readMany: ReadThroughOptions<unknown>['readMany']) {
    const hot = createHotKeys(now);
    const reader = createReadThrough<unknown>({
      memory: options.memory,
      shared: options.shared,
      prefix: `${prefix}${part}/`,
      readMany,
      isFresh: (entry) =>
        entry.readAtMs >= tracker.changedAtMs(environmentId) &&
        ageMs(entry) < MAX_UNCHECKED_MS &&
        ageMs(entry) > -CLOCK_TOLERANCE_MS,
      isUsable: (entry) => ageMs(entry) < MAX_STALE_MS,
      exclusively: (work) =>
        options.coordination.runExclusively(`refresh/${prefix}${part}`, REFRESH_LOCK_MS, work),
      onRefreshed: options.onRefreshed,
      onRefreshFailed: options.onRefreshFailed,
      onUse: hot.touch,
      onFound: options.onFound,
      isOpen: options.isOpen,
      now,
      windowMs: COLLECT_WINDOW_MS,
    });
    return { reader, refreshHot: () => reader.refresh(hot.list()) };
  }

  async function readIndex(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const readAtMs = now();
    const read = await observed(readIndexByKey(client, call(), environmentId, keys));
    const applied = read.get('applied') as IndexedEnvironment | undefined;
    if (applied !== undefined)
      tracker.observe(environmentId, { appliedLastUpdatedAt: applied.lastUpdatedAt }, readAtMs);
    return read;
  }

  const index = createPart('index', readIndex);
  const details = createPart('node', (keys) =>
    observed(readDetailsByKey(client, call(), environmentId, keys)),
  );
  return {
    environmentId,
    index: index.reader,
    details: details.reader,
    refreshHot() {
      index.refreshHot();
      details.refreshHot();
    },
  };
}
