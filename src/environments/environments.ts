import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Coordination } from '../cache/coordination.ts';
import type { SharedCache } from '../cache/entry.ts';
import type { MemoryCache } from '../cache/memory-cache.ts';
import type { DiscoveryCall, DiscoveryClient } from '../dbt/discovery-client.ts';
import type { Connection } from '../integrations/integration.ts';
import { createChangeCheck } from './change-check.ts';
import { type ChangeTracker, createChangeTracker } from './change-tracker.ts';
import { createEnvironmentReader, type EnvironmentReader } from './environment-reader.ts';

/** Names an integration, whatever its revision. */
export interface IntegrationKey {
  readonly tenant: string;
  readonly integrationId: string;
}

/** What is known of dbt, by integration: the door of this folder. */
export interface Environments {
  /** In the integration's order: highest priority first. Calling it counts as reading: dbt is asked for changes only while somebody does. */
  readersOf(connection: Connection): readonly EnvironmentReader[];
  /** dbt has told that this environment changed: facts in use are read again at once, on every replica. */
  markChanged(connection: Connection, environmentId: string): void;
  /** Deletes what was read with an integration from the memory of every replica; the number of entries deleted from this one's. */
  forget(integration: IntegrationKey): Promise<number>;
}

export interface EnvironmentsOptions {
  readonly client: DiscoveryClient;
  readonly memory: MemoryCache;
  readonly shared: SharedCache | null;
  readonly coordination: Coordination;
  /** Told of every read of dbt: null when it succeeded. */
  readonly onRead: (connection: Connection, error: unknown) => void;
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
  readonly onRefreshFailed: (error: unknown) => void;
  /** Another replica has changed or removed the integration. */
  readonly onForgotten: (tenant: string) => void;
  readonly now: () => number;
  /** For one read of dbt, its retries included. */
  readonly deadlineMs: number;
}

/** Version of the cached shapes: entries of another version are never read. */
const SHAPE_VERSION = 1;
/** Readers kept for integrations in use; one that was dropped is made again, its entries stay in the caches. */
const MAX_CONNECTIONS = 10_000;

/** What replicas tell each other; a message that is none of these comes from another version and is passed over. */
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), scope: z.string(), environmentId: z.string(), atMs: z.number() }),
  z.object({
    kind: z.literal('hot'),
    scope: z.string(),
    environmentId: z.string(),
    part: z.enum(['index', 'node']),
    keys: z.array(z.string()).max(1000),
  }),
  z.object({ kind: z.literal('joined'), scope: z.string() }),
  z.object({ kind: z.literal('refreshed'), scope: z.string(), environmentId: z.string() }),
  z.object({ kind: z.literal('forget'), tenant: z.string(), integrationId: z.string() }),
]);
type Message = z.infer<typeof message>;

interface Scope {
  readonly readers: readonly EnvironmentReader[];
  readonly tracker: ChangeTracker;
  readonly check: { touch(): void };
  isOpen: boolean;
}

export function createEnvironments(options: EnvironmentsOptions): Environments {
  const { client, memory, shared, coordination, now } = options;
  const scopes = new LRUCache<string, Scope>({ max: MAX_CONNECTIONS });
  const publish = (told: Message) => coordination.publish(told);

  function createScope(connection: Connection, name: string): Scope {
    const tracker = createChangeTracker(now);
    const call = (): DiscoveryCall => ({
      discoveryUrl: connection.discoveryUrl,
      serviceToken: connection.serviceToken,
      signal: AbortSignal.timeout(options.deadlineMs),
      deadlineAtMs: now() + options.deadlineMs,
    });
    const onChanged = (environmentId: string, atMs: number) => {
      refreshHot(scope, environmentId);
      publish({ kind: 'changed', scope: name, environmentId, atMs });
    };
    const scope: Scope = {
      isOpen: true,
      tracker,
      readers: connection.environments.map(({ id }) =>
        createEnvironmentReader({
          environmentId: id,
          prefix: `${name}/${id}/`,
          client,
          call,
          tracker,
          memory,
          shared,
          coordination,
          now,
          isOpen: () => scope.isOpen,
          onRead: (error) => options.onRead(connection, error),
          onFound: options.onFound,
          onHot: (part, keys) =>
            publish({ kind: 'hot', scope: name, environmentId: id, part, keys: [...keys] }),
          onRefreshed: () => publish({ kind: 'refreshed', scope: name, environmentId: id }),
          onRefreshFailed: options.onRefreshFailed,
        }),
      ),
      check: createChangeCheck({
        client,
        // What a check meets is what the next read would meet: it counts for the connection's status, too.
        onRead: (error) => options.onRead(connection, error),
        call,
        environmentIds: connection.environments.map(({ id }) => id),
        coordination,
        name,
        now,
        onMarks: (environmentId, marks, atMs) => {
          if (tracker.observe(environmentId, marks, atMs)) onChanged(environmentId, atMs);
        },
        onFailed: options.onRefreshFailed,
      }),
    };
    return scope;
  }

  function scopeOf(connection: Connection): Scope {
    const name = `${prefixOf(connection)}${connection.revision}`;
    const known = scopes.get(name);
    if (known !== undefined) return known;
    const made = createScope(connection, name);
    scopes.set(name, made);
    // What was told before is lost on a replica that comes later.
    publish({ kind: 'joined', scope: name });
    return made;
  }

  function forgetHere(integration: IntegrationKey): number {
    const prefix = prefixOf(integration);
    for (const [name, scope] of scopes.entries()) {
      if (!name.startsWith(prefix)) continue;
      scope.isOpen = false;
      scopes.delete(name);
    }
    return memory.deleteByPrefix(prefix);
  }

  coordination.subscribe((received) => {
    const told = message.safeParse(received);
    if (!told.success) return;
    if (told.data.kind === 'forget') {
      forgetHere(told.data);
      options.onForgotten(told.data.tenant);
      return;
    }
    const scope = scopes.peek(told.data.scope);
    if (scope === undefined) return;
    if (told.data.kind === 'joined') {
      for (const reader of scope.readers) reader.tellHot();
      return;
    }
    if (told.data.kind === 'hot') {
      const { environmentId, part, keys } = told.data;
      for (const reader of scope.readers)
        if (reader.environmentId === environmentId) reader.learnHot(part, keys);
      return;
    }
    if (told.data.kind === 'changed') scope.tracker.markChanged(told.data.environmentId, told.data.atMs);
    refreshHot(scope, told.data.environmentId);
  });

  return {
    readersOf(connection) {
      const scope = scopeOf(connection);
      scope.check.touch();
      return scope.readers;
    },

    markChanged(connection, environmentId) {
      const scope = scopeOf(connection);
      const atMs = now();
      scope.tracker.markChanged(environmentId, atMs);
      refreshHot(scope, environmentId);
      publish({
        kind: 'changed',
        scope: `${prefixOf(connection)}${connection.revision}`,
        environmentId,
        atMs,
      });
    },

    async forget(integration) {
      const inMemory = forgetHere(integration);
      publish({ kind: 'forget', ...pick(integration) });
      return inMemory;
    },
  };
}

function pick({ tenant, integrationId }: IntegrationKey): IntegrationKey {
  return { tenant, integrationId };
}

function refreshHot(scope: Scope, environmentId: string): void {
  for (const reader of scope.readers) if (reader.environmentId === environmentId) reader.refreshHot();
}

/** Begins the keys of all entries of one revision, or of every revision. Tenants may hold any character; encoded, none can reach into another's keys. */
export function prefixOf(integration: IntegrationKey, revision?: number): string {
  const prefix = `v${SHAPE_VERSION}/${encodeURIComponent(integration.tenant)}/${integration.integrationId}/`;
  return revision === undefined ? prefix : `${prefix}${revision}/`;
}
