import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { gatherReads } from '../cache/gather-reads.ts';
import type { Memory } from '../cache/memory.ts';
import type { OuterCache } from '../cache/outer-cache.ts';
import type { Coordination } from '../coordination/coordination.ts';
import type { DiscoveryClient } from '../dbt/discovery-client.ts';
import type { Connection } from '../integrations/integration.ts';
import { type EnvironmentReader, hotMessage } from './environment-reader.ts';
import { createScope, type Scope } from './scope.ts';

/** Names an integration, whatever its revision. */
export interface IntegrationKey {
  readonly tenant: string;
  readonly integrationId: string;
}

/** What is known of dbt, by integration: the door of this folder. */
export interface Environments {
  /** In the integration's order: highest priority first. Calling it counts as reading: dbt is asked for changes only while somebody does. */
  readersOf(connection: Connection): readonly EnvironmentReader[];
  /** Begins to read an integration that was saved, before anybody asks. */
  load(connection: Connection): void;
  /** dbt has told that this environment changed: facts in use are read again at once, on every replica. */
  markChanged(connection: Connection, environmentId: string): void;
  /** Forgets everything that was read with an integration, on every replica; the number of entries that this process had in memory. */
  forget(integration: IntegrationKey): number;
}

export interface EnvironmentsOptions {
  readonly client: DiscoveryClient;
  readonly memory: Memory;
  /** Null where nothing outlives the process. */
  readonly outer: OuterCache | null;
  readonly coordination: Coordination;
  /** Called after each request to dbt: null on success, else the error. */
  readonly onRead: (connection: Connection, error: unknown) => void;
  readonly onFound: (layer: 'memory' | 'shared' | 'source', count: number) => void;
  readonly onRefreshFailed: (error: unknown) => void;
  /** Another replica has changed or removed the integration. */
  readonly onForgotten: (tenant: string) => void;
  readonly now: () => number;
}

/** Version of the cached shapes: entries of another version are never read. */
const SHAPE_VERSION = 2;
/** Readers kept for integrations in use; one that was dropped is made again, its entries stay in the caches. */
const MAX_CONNECTIONS = 10_000;

/** What replicas tell each other; a message that is none of these comes from another version and is passed over. */
const inScope = { scope: z.string() };
const ofEnvironment = { ...inScope, environmentId: z.string() };
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), ...ofEnvironment, atMs: z.number() }),
  z.object({ kind: z.literal('hot'), ...ofEnvironment, hot: hotMessage }),
  z.object({ kind: z.literal('joined'), ...inScope }),
  z.object({ kind: z.literal('refreshed'), ...ofEnvironment }),
  z.object({ kind: z.literal('forget'), tenant: z.string(), integrationId: z.string() }),
]);
type Message = z.infer<typeof message>;

export function createEnvironments(options: EnvironmentsOptions): Environments {
  const { memory, coordination, now } = options;
  const outer = options.outer === null ? null : gatherReads(options.outer);
  const scopes = new LRUCache<string, Scope>({ max: MAX_CONNECTIONS });
  const publish = (told: Message) => coordination.bus.publish(told);

  function scopeOf(connection: Connection): Scope {
    const name = scopeNameOf(connection);
    const known = scopes.get(name);
    if (known !== undefined) return known;
    const made = createScope(connection, name, {
      ...options,
      outer,
      onRead: (error) => options.onRead(connection, error),
      onHot: (environmentId, hot) => publish({ kind: 'hot', scope: name, environmentId, hot }),
      onChanged: (environmentId, atMs) => publish({ kind: 'changed', scope: name, environmentId, atMs }),
      onRefreshed: (environmentId) => publish({ kind: 'refreshed', scope: name, environmentId }),
    });
    scopes.set(name, made);
    // Messages have no history: ask the other replicas for the keys that are hot there.
    publish({ kind: 'joined', scope: name });
    return made;
  }

  function forgetHere(integration: IntegrationKey): number {
    const prefix = cachePrefixOf(integration);
    for (const [name, scope] of scopes.entries()) {
      if (!name.startsWith(prefix)) continue;
      scopes.delete(name);
      scope.close();
    }
    return memory.deleteByPrefix(prefix);
  }

  function receive(told: Message): void {
    if (told.kind === 'forget') {
      forgetHere(told);
      options.onForgotten(told.tenant);
      return;
    }
    const scope = scopes.peek(told.scope);
    if (scope === undefined) return;
    if (told.kind === 'joined') {
      for (const reader of scope.readers) reader.announceHot();
      return;
    }
    const reader = scope.readers.find(({ environmentId }) => environmentId === told.environmentId);
    if (reader === undefined) return;
    if (told.kind === 'hot') return reader.learnHot(told.hot);
    if (told.kind === 'changed') scope.tracker.markChanged(told.environmentId, told.atMs);
    else reader.index.wake();
    reader.refreshHot();
  }

  coordination.bus.subscribe((received) => {
    const told = message.safeParse(received);
    if (told.success) receive(told.data);
  });

  return {
    readersOf(connection) {
      const scope = scopeOf(connection);
      scope.touch();
      return scope.readers;
    },
    load: (connection) => scopeOf(connection).load(),
    markChanged(connection, environmentId) {
      const scope = scopeOf(connection);
      const atMs = now();
      scope.tracker.markChanged(environmentId, atMs);
      scope.refreshHot(environmentId);
      publish({ kind: 'changed', scope: scopeNameOf(connection), environmentId, atMs });
    },
    forget({ tenant, integrationId }) {
      publish({ kind: 'forget', tenant, integrationId });
      return forgetHere({ tenant, integrationId });
    },
  };
}

/** Begins every key that was read with an integration. Tenants may hold any character; encoded, none can reach into another's keys. */
export function cachePrefixOf({ tenant, integrationId }: IntegrationKey): string {
  return `v${SHAPE_VERSION}/${encodeURIComponent(tenant)}/${integrationId}/`;
}

/** Begins every key that was read with an integration at its revision. */
export function scopeNameOf(connection: Connection): string {
  return `${cachePrefixOf(connection)}${connection.revision}`;
}
