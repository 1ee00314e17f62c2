import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { gatherReads } from '../cache/gather-reads.ts';
import type { Memory } from '../cache/memory.ts';
import type { OuterCache } from '../cache/outer-cache.ts';
import { createSharedWindows } from '../cache/windows.ts';
import type { Coordination } from '../coordination/coordination.ts';
import type { DiscoveryClient } from '../dbt/discovery-client.ts';
import type { Connection, EnvironmentState } from '../integrations/integration.ts';
import { type EnvironmentReader, hotMessage } from './environment-reader.ts';
import type { ReadObserver } from './read-observer.ts';
import { createScope, type Scope } from './scope.ts';

/** Names an integration, whatever its revision. */
interface IntegrationKey {
  readonly tenant: string;
  readonly integrationId: string;
}

/** What was read with an integration: at one revision, or at every one where it is left out. */
export interface ReadWith extends IntegrationKey {
  readonly revision?: number | undefined;
}

/** What is known of dbt, by integration: the door of this folder. */
export interface Environments {
  /** In the integration's order: highest priority first. Calling it counts as reading: dbt is asked for changes only while somebody does. */
  readersOf(connection: Connection): readonly EnvironmentReader[];
  /**
   * Another number whenever something that is known of the integration gets another value or time, or may be out of date. Counts as
   * reading, too.
   */
  versionOf(connection: Connection): number;
  /**
   * How each environment stands, in the integration's order: by what this process holds, and by what others have left in the cache and in
   * the notes that replicas share. Asks dbt for nothing, and does not count as reading.
   */
  statesOf(connection: Connection): Promise<readonly EnvironmentState[]>;
  /** Age, in milliseconds, of the oldest index that readers of the last ten minutes were answered from; null where there was none. */
  factsAgeMs(): number | null;
  /** Begins to read an integration that was saved, before anybody asks; reads with what it replaces end, on every replica. */
  load(connection: Connection): void;
  /** dbt has told that this environment changed: facts in use are read again at once, on every replica. */
  markChanged(connection: Connection, environmentId: string): void;
  /** Forgets what was read, in the memory of every replica, and ends reads; the number of items deleted from this one's. */
  forget(read: ReadWith): number;
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
  readonly observer?: ReadObserver;
  readonly now: () => number;
}

/** Version of the cached shapes: entries of another version are never read. */
const SHAPE_VERSION = 2;
/** Readers kept for integrations in use; one that was dropped is made again, its entries stay in the caches. */
const MAX_CONNECTIONS = 10_000;

/** What replicas tell each other; a message that is none of these comes from another version and is passed over. */
const inScope = { scope: z.string() };
const ofIntegration = { tenant: z.string(), integrationId: z.string() };
const ofEnvironment = { ...inScope, environmentId: z.string() };
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), ...ofEnvironment, atMs: z.number() }),
  z.object({ kind: z.literal('hot'), ...ofEnvironment, hot: hotMessage }),
  z.object({ kind: z.literal('joined'), ...inScope }),
  z.object({ kind: z.literal('refreshed'), ...ofEnvironment }),
  z.object({ kind: z.literal('forget'), ...ofIntegration, revision: z.number().optional() }),
  z.object({ kind: z.literal('replaced'), ...ofIntegration, revision: z.number() }),
]);
type Message = z.infer<typeof message>;

export function createEnvironments(options: EnvironmentsOptions): Environments {
  const { memory, coordination, now } = options;
  const outer = options.outer === null ? null : gatherReads(options.outer);
  const openWindow = createSharedWindows();
  const scopes = new LRUCache<string, Scope>({ max: MAX_CONNECTIONS });
  const joined = new WeakSet<Scope>();
  let lastVersion = 0;
  const nextVersion = () => {
    lastVersion += 1;
    return lastVersion;
  };
  const publish = (told: Message) => coordination.bus.publish(told);

  /** Of a connection that is used; a scope that is only looked at need not know what is hot elsewhere. */
  function scopeOf(connection: Connection): Scope {
    const scope = knownScopeOf(connection);
    if (joined.has(scope)) return scope;
    joined.add(scope);
    // Messages have no history: ask the other replicas for the keys that are hot there.
    publish({ kind: 'joined', scope: scopeNameOf(connection) });
    return scope;
  }

  function knownScopeOf(connection: Connection): Scope {
    const name = scopeNameOf(connection);
    const known = scopes.get(name);
    if (known !== undefined) return known;
    const made = createScope(connection, name, {
      ...options,
      outer,
      openWindow,
      nextVersion,
      onRead: (error) => options.onRead(connection, error),
      onHot: (environmentId, hot) => publish({ kind: 'hot', scope: name, environmentId, hot }),
      onChanged: (environmentId, atMs) => publish({ kind: 'changed', scope: name, environmentId, atMs }),
      onRefreshed: (environmentId) => publish({ kind: 'refreshed', scope: name, environmentId }),
    });
    scopes.set(name, made);
    return made;
  }

  /** Ends the scopes of an integration for which `isOver` holds, and forgets what they have read. */
  function closeScopes(integration: IntegrationKey, isOver: (revision: number) => boolean): number {
    const prefix = cachePrefixOf(integration);
    let deleted = 0;
    for (const [name, scope] of [...scopes.entries()]) {
      if (!name.startsWith(prefix) || !isOver(scope.revision)) continue;
      scopes.delete(name);
      scope.close();
      deleted += memory.deleteByPrefix(`${name}/`);
    }
    return deleted;
  }

  function forgetHere(read: ReadWith): number {
    const { revision } = read;
    if (revision !== undefined) return closeScopes(read, (its) => its === revision);
    return closeScopes(read, () => true) + memory.deleteByPrefix(cachePrefixOf(read));
  }

  function replaceHere(connection: IntegrationKey & { readonly revision: number }): void {
    // Of two replacements the message of the earlier one may come later.
    closeScopes(connection, (revision) => revision < connection.revision);
  }

  function receive(told: Message): void {
    if (told.kind === 'forget' || told.kind === 'replaced') {
      if (told.kind === 'forget') forgetHere(told);
      else replaceHere(told);
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
    if (told.kind === 'hot') {
      reader.learnHot(told.hot);
      return;
    }
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
    versionOf(connection) {
      const scope = scopeOf(connection);
      scope.touch();
      return scope.version();
    },
    statesOf: (connection) => knownScopeOf(connection).states(),
    factsAgeMs() {
      let oldestMs: number | null = null;
      for (const scope of scopes.values()) {
        const ageMs = scope.factsAgeMs();
        if (ageMs !== null) oldestMs = Math.max(oldestMs ?? 0, ageMs);
      }
      return oldestMs;
    },
    load(connection) {
      const { tenant, integrationId, revision } = connection;
      replaceHere(connection);
      publish({ kind: 'replaced', tenant, integrationId, revision });
      scopeOf(connection).load();
    },
    markChanged(connection, environmentId) {
      const scope = scopeOf(connection);
      const atMs = now();
      scope.tracker.markChanged(environmentId, atMs);
      scope.refreshHot(environmentId);
      publish({ kind: 'changed', scope: scopeNameOf(connection), environmentId, atMs });
    },
    forget({ tenant, integrationId, revision }) {
      publish({ kind: 'forget', tenant, integrationId, revision });
      return forgetHere({ tenant, integrationId, revision });
    },
  };
}

/** Begins every key that was read with an integration. Tenants may hold any character; encoded, none can reach into another's keys. */
function cachePrefixOf({ tenant, integrationId }: IntegrationKey): string {
  return `v${SHAPE_VERSION}/${encodeURIComponent(tenant)}/${integrationId}/`;
}

/** Begins every key that was read with an integration at one revision. */
export function scopeNameOf(connection: IntegrationKey & { readonly revision: number }): string {
  const known = scopeNames.get(connection);
  if (known !== undefined) return known;
  const name = `${cachePrefixOf(connection)}${connection.revision}`;
  scopeNames.set(connection, name);
  return name;
}

/** A connection is the same object for all requests of its time. */
const scopeNames = new WeakMap<object, string>();

/** Begins the keys of what was read with an integration, at one revision or at all. */
export function readPrefixOf(read: ReadWith): string {
  const { revision } = read;
  return revision === undefined ? cachePrefixOf(read) : `${scopeNameOf({ ...read, revision })}/`;
}
