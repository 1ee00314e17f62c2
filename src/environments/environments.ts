import { LRUCache } from 'lru-cache';
import type { SharedCache } from '../cache/entry.ts';
import type { MemoryCache } from '../cache/memory-cache.ts';
import type { DiscoveryCall, DiscoveryClient } from '../dbt/discovery-client.ts';
import type { Connection } from '../integrations/integration.ts';
import { createEnvironmentReader, type EnvironmentReader, type Staleness } from './environment-reader.ts';

/** What is known of dbt, by integration: the door of this folder. */
export interface Environments {
  /** In the integration's order: highest priority first. */
  readersOf(connection: Connection): readonly EnvironmentReader[];
  /** Deletes everything that was read with an integration, whatever its revision; the number of entries deleted. */
  forget(integration: { readonly tenant: string; readonly integrationId: string }): Promise<number>;
}

export interface EnvironmentsOptions {
  readonly client: DiscoveryClient;
  readonly memory: MemoryCache;
  readonly shared: SharedCache | null;
  readonly stalenessOf: (connection: Connection, environmentId: string) => Staleness;
  /** Told of every read of dbt: null when it succeeded. */
  readonly onRead: (connection: Connection, error: unknown) => void;
  readonly now: () => number;
  /** For one read of dbt, its retries included. */
  readonly deadlineMs: number;
}

/** Version of the cached shapes: entries of another version are never read. */
const SHAPE_VERSION = 1;
/** Readers kept for integrations in use; one that was dropped is made again, its entries stay in the caches. */
const MAX_CONNECTIONS = 10_000;

export function createEnvironments(options: EnvironmentsOptions): Environments {
  const { client, memory, shared, now } = options;
  const readers = new LRUCache<string, readonly EnvironmentReader[]>({ max: MAX_CONNECTIONS });

  function createReaders(connection: Connection): readonly EnvironmentReader[] {
    const call = (): DiscoveryCall => ({
      discoveryUrl: connection.discoveryUrl,
      serviceToken: connection.serviceToken,
      signal: AbortSignal.timeout(options.deadlineMs),
    });
    return connection.environments.map(({ id }) =>
      createEnvironmentReader({
        environmentId: id,
        prefix: `${prefixOf(connection)}${connection.revision}/${id}/`,
        client,
        call,
        onRead: (error) => options.onRead(connection, error),
        memory,
        shared,
        staleness: options.stalenessOf(connection, id),
        now,
      }),
    );
  }

  return {
    readersOf(connection) {
      const key = `${prefixOf(connection)}${connection.revision}`;
      const known = readers.get(key);
      if (known !== undefined) return known;
      const made = createReaders(connection);
      readers.set(key, made);
      return made;
    },

    async forget(integration) {
      const prefix = prefixOf(integration);
      for (const key of readers.keys()) if (key.startsWith(prefix)) readers.delete(key);
      const inMemory = memory.deleteByPrefix(prefix);
      const inShared = shared === null ? 0 : await shared.deleteByPrefix(prefix);
      // The same entry stands in both: counting it once is nearer to the truth than adding.
      return Math.max(inMemory, inShared);
    },
  };
}

/** Tenants may hold any character; encoded, none can reach into another's keys. */
export function prefixOf(integration: { readonly tenant: string; readonly integrationId: string }): string {
  return `v${SHAPE_VERSION}/${encodeURIComponent(integration.tenant)}/${integration.integrationId}/`;
}
