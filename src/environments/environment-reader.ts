import type { Entry, SharedCache } from '../cache/entry.ts';
import type { MemoryCache } from '../cache/memory-cache.ts';
import { createReadThrough, type ReadThrough } from '../cache/read-through.ts';
import type { DiscoveryCall, DiscoveryClient } from '../dbt/discovery-client.ts';
import { readIndexByKey } from './index-pages.ts';
import { readDetailsByKey } from './details-batches.ts';

/** What is known of one environment of one integration, whichever layer holds it. */
export interface EnvironmentReader {
  readonly environmentId: string;
  /** Keys: IndexKey. */
  readonly index: ReadThrough<unknown>;
  /** Keys: see detailsKey. */
  readonly details: ReadThrough<unknown>;
}

/** When facts are as good as new, when they may still be shown, and who may read them again. */
export interface Staleness {
  isFresh(entry: Entry<unknown>): boolean;
  isUsable(entry: Entry<unknown>): boolean;
  mayRefresh(part: 'index' | 'details'): Promise<boolean>;
  onRefreshFailed(error: unknown): void;
}

export interface EnvironmentReaderOptions {
  readonly environmentId: string;
  /** Cache key prefix of this environment: tenant, integration, revision and environment. */
  readonly prefix: string;
  readonly client: DiscoveryClient;
  /** Whom to ask, with a fresh deadline for each read. */
  readonly call: () => DiscoveryCall;
  /** Told of every read of dbt: null when it succeeded. */
  readonly onRead: (error: unknown) => void;
  readonly memory: MemoryCache;
  readonly shared: SharedCache | null;
  readonly staleness: Staleness;
  readonly now: () => number;
}

/** Long enough for the second request of one federated query to join the first one's read; next to nothing beside a call to dbt. */
const COLLECT_WINDOW_MS = 8;

export function createEnvironmentReader(options: EnvironmentReaderOptions): EnvironmentReader {
  const { environmentId, client, call, staleness } = options;
  const common = {
    memory: options.memory,
    shared: options.shared,
    isFresh: staleness.isFresh,
    isUsable: staleness.isUsable,
    onRefreshFailed: staleness.onRefreshFailed,
    now: options.now,
    windowMs: COLLECT_WINDOW_MS,
  };
  const observed = <T>(read: Promise<T>): Promise<T> => {
    read.then(() => options.onRead(null), options.onRead);
    return read;
  };
  return {
    environmentId,
    index: createReadThrough<unknown>({
      ...common,
      prefix: `${options.prefix}index/`,
      mayRefresh: () => staleness.mayRefresh('index'),
      readMany: (keys) => observed(readIndexByKey(client, call(), environmentId, keys)),
    }),
    details: createReadThrough<unknown>({
      ...common,
      prefix: `${options.prefix}node/`,
      mayRefresh: () => staleness.mayRefresh('details'),
      readMany: (keys) => observed(readDetailsByKey(client, call(), environmentId, keys)),
    }),
  };
}
