import type { Coordination } from '../coordination/coordination.ts';
import type { DiscoveryClient } from '../dbt/discovery-client.ts';
import type { DiscoveryCall } from '../dbt/discovery-sender.ts';
import { DbtError } from '../dbt/errors.ts';
import type { Connection, EnvironmentState } from '../integrations/integration.ts';
import type { ReaderParts } from './cached-reader.ts';
import { createChangeCheck } from './changes/change-check.ts';
import { type ChangeTracker, createChangeTracker } from './changes/change-tracker.ts';
import { createFactFreshness } from './changes/freshness.ts';
import { createEnvironmentReader, type EnvironmentReader, type HotMessage } from './environment-reader.ts';
import { createEnvironmentSource } from './environment-source.ts';
import { UNOBSERVED } from './read-observer.ts';
import { toEnvironmentState } from './states/environment-state.ts';
import { createEnvironmentFailures, type EnvironmentFailures } from './states/failures.ts';

/** What is known of the environments of one integration at one revision. */
export interface Scope {
  readonly revision: number;
  readonly readers: readonly EnvironmentReader[];
  readonly tracker: ChangeTracker;
  /** Another number whenever something that is known gets another value or time, or may be out of date. No two scopes have the same. */
  version(): number;
  /** Somebody reads: dbt is asked for changes now and then. */
  touch(): void;
  /** Age of the oldest index that readers of the last ten minutes were answered from; null where there was none. */
  factsAgeMs(): number | null;
  /** How each environment stands, in the integration's order. Asks dbt for nothing, and is no reading. */
  states(): Promise<readonly EnvironmentState[]>;
  /** Begins to read what every page needs. */
  load(): void;
  refreshHot(environmentId: string): void;
  /** The integration was changed or removed: reads end, and what is in flight does not come back. */
  close(): void;
}

export interface ScopeOptions extends Omit<ReaderParts, 'freshness' | 'isOpen' | 'onMoved' | 'onRefreshed'> {
  readonly client: DiscoveryClient;
  readonly coordination: Coordination;
  /** Never gives a number twice. */
  readonly nextVersion: () => number;
  /** Called after each request to dbt: null on success, else the error. */
  readonly onRead: (error: unknown) => void;
  readonly onHot: (environmentId: string, hot: HotMessage) => void;
  readonly onChanged: (environmentId: string, atMs: number) => void;
  readonly onRefreshed: (environmentId: string) => void;
}

/** A page of dbt's API is waited for so long, and asked for again twice. */
const PAGE_DEADLINE_MS = 10_000;
const PAGE_TRIES = 3;
/** Longer than the pause of a person who looks at one page after the other. */
const IN_USE_MS = 10 * 60_000;
/** All tries of a page, with the pauses between them. */
export const MAX_PAGE_MS = PAGE_TRIES * PAGE_DEADLINE_MS + 1000;

/** `name` begins every key: tenant, integration and revision. */
export function createScope(connection: Connection, name: string, options: ScopeOptions): Scope {
  const { client, coordination, now, onRead, observer = UNOBSERVED } = options;
  const closing = new AbortController();
  let version = options.nextVersion();
  let touchedAtMs = Number.NEGATIVE_INFINITY;
  const onMoved = () => {
    version = options.nextVersion();
  };
  const tracker = createChangeTracker(now, onMoved);
  const environmentIds = connection.environments.map(({ id }) => id);
  const call = (signal: AbortSignal): DiscoveryCall => ({
    discoveryUrl: connection.discoveryUrl,
    serviceToken: connection.serviceToken,
    signal: AbortSignal.any([signal, AbortSignal.timeout(MAX_PAGE_MS)]),
    deadlineAtMs: now() + MAX_PAGE_MS,
    attemptMs: PAGE_DEADLINE_MS,
  });

  const failures = new Map<string, EnvironmentFailures>();
  const readers = environmentIds.map((environmentId) => {
    const own = createEnvironmentFailures({
      notes: coordination.notes,
      noteName: `failures/${name}/${environmentId}`,
      now,
    });
    failures.set(environmentId, own);
    const onEnvironmentRead = (error: unknown) => {
      own.onRead(error);
      onRead(error);
    };
    const parts: ReaderParts = {
      ...options,
      freshness: createFactFreshness(tracker, environmentId, now),
      isOpen: () => !closing.signal.aborted,
      onMoved,
      onRefreshed: () => options.onRefreshed(environmentId),
    };
    return createEnvironmentReader({
      parts,
      environmentId,
      prefix: `${name}/${environmentId}/`,
      source: createEnvironmentSource({
        client,
        call,
        environmentId,
        signal: closing.signal,
        onRead: onEnvironmentRead,
        onPage: observer.onPage,
      }),
      tracker,
      locks: coordination.locks,
      onHot: (hot) => options.onHot(environmentId, hot),
    });
  });

  const refreshHot = (environmentId: string) => {
    for (const reader of readers) if (reader.environmentId === environmentId) reader.refreshHot();
  };
  const check = createChangeCheck({
    client,
    // What a check meets is what the next read would meet: it counts for the connection's status, too.
    onRead(error) {
      for (const own of failures.values()) own.onCheck(error);
      onRead(error);
    },
    call: () => call(closing.signal),
    environmentIds,
    coordination,
    name,
    now,
    onMarks(environmentId, marks, atMs) {
      if (!tracker.observe(environmentId, marks, atMs)) return;
      refreshHot(environmentId);
      options.onChanged(environmentId, atMs);
    },
    onFailed: options.onRefreshFailed,
  });

  return {
    revision: connection.revision,
    readers,
    tracker,
    version: () => version,
    touch() {
      touchedAtMs = now();
      check.touch();
    },
    factsAgeMs() {
      const nowMs = now();
      if (nowMs - touchedAtMs > IN_USE_MS) return null;
      let oldestMs: number | null = null;
      for (const { index } of readers) {
        const ageMs = index.heldAgeMs();
        if (ageMs !== null) oldestMs = Math.max(oldestMs ?? 0, ageMs);
      }
      return oldestMs;
    },
    states: () =>
      Promise.all(
        readers.map(async ({ environmentId, index }) => {
          const [held, progress, failure] = await Promise.all([
            index.held(),
            index.sharedProgress(),
            failures.get(environmentId)?.read(),
          ]);
          return toEnvironmentState({
            environmentId,
            held:
              held === undefined || held.value === null
                ? null
                : { state: held.value, readAtMs: held.readAtMs },
            progress,
            failures: failure ?? { lastFailure: null, isFailing: false },
            changedAtMs: tracker.changedAtMs(environmentId),
          });
        }),
      ),
    load() {
      for (const { index } of readers) index.load();
    },
    refreshHot,
    close() {
      closing.abort();
      const reason = new DbtError(
        'DBT_INDEX_LOADING',
        'The dbt integration was changed while its project was being read: ask again.',
      );
      for (const reader of readers) reader.close(reason);
    },
  };
}
