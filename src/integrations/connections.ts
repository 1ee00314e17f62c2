import { LRUCache } from 'lru-cache';
import { StoreUnavailableError } from './errors.ts';
import type { Connection, Integration } from './integration.ts';
import type { Vault } from './secrets/vault.ts';
import type { IntegrationStore } from './store/store.ts';

/** Which connection the reading half uses for a tenant. */
export interface Connections {
  /**
   * Null when the tenant has none. The same object for as long as the stored revision is the same. Rejects with a
   * StoreUnavailableError when the store or the key fails and nothing young enough is remembered.
   */
  connectionFor(tenant: string): Promise<Connection | null>;
  /** The connection at the record's own revision; null where the record was changed or removed since it was read. Rejects likewise. */
  connectionAt(integration: Pick<Integration, 'tenant' | 'id' | 'revision'>): Promise<Connection | null>;
  /** Those that were read with within the last hour, as far as they are remembered. */
  inUse(): readonly Connection[];
  /** Forgets the tenant at once, in this process. */
  invalidate(tenant: string): void;
}

/** No answer is older than this, not even while the store fails: it bounds how long a removed integration is used elsewhere. */
export const MAX_CONNECTION_AGE_MS = 5_000;

const IN_USE_MS = 60 * 60_000;

export interface ConnectionsOptions {
  readonly store: Pick<IntegrationStore, 'read'>;
  readonly vault: Pick<Vault, 'open'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told why the store or the key has failed, when a caller gets an error for it. */
  readonly onUnavailable: (cause: unknown) => void;
  /** The same while the remembered integration still serves. */
  readonly onNotRenewed: (cause: unknown) => void;
  readonly maxAgeMs?: number;
  readonly maxTenants?: number;
}

interface Remembered {
  /** What `connectionFor` returns, settled or not: a hit allocates nothing. */
  readonly answer: Promise<Connection | null>;
  /** When the read began: what it found was true then, and may not have been a moment later. */
  readonly readAtMs: number;
  readonly isSettled: () => boolean;
  /** What was found; null until it is, and where there is none. */
  readonly found: () => Connection | null;
  /** The early re-read that runs or has failed; the next one waits a little. */
  renewal: { readonly startedAtMs: number; readonly isRunning: () => boolean } | null;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { store, vault, now, maxAgeMs = MAX_CONNECTION_AGE_MS, maxTenants = 1_000 } = options;
  // Asking again at half the age leaves the other half to live through a failing store.
  const renewAfterMs = maxAgeMs / 2;
  const renewEveryMs = maxAgeMs / 5;
  const byTenant = new LRUCache<string, Remembered>({ max: maxTenants });

  async function load(tenant: string, previous: Connection | null): Promise<Connection | null> {
    try {
      const result = await store.read(tenant);
      if (result.kind === 'none') return null;
      const { integration } = result;
      if (previous?.integrationId === integration.id && previous.revision === integration.revision)
        return previous;
      return toConnection(integration, vault);
    } catch (error) {
      throw new StoreUnavailableError(error);
    }
  }

  /** Failures are not remembered: the next caller asks again, callers meanwhile share this one. */
  function readNow(tenant: string, previous: Promise<Connection | null> | null): Remembered {
    let settled = false;
    let found: Connection | null = null;
    const answer = (previous ?? Promise.resolve(null))
      .catch(() => null)
      .then((connection) => load(tenant, connection));
    const remembered: Remembered = {
      answer,
      readAtMs: now(),
      isSettled: () => settled,
      found: () => found,
      renewal: null,
    };
    answer.then(
      (connection) => {
        settled = true;
        found = connection;
      },
      () => {
        settled = true;
        if (byTenant.peek(tenant) === remembered) byTenant.delete(tenant);
      },
    );
    return remembered;
  }

  function renew(tenant: string, current: Remembered): void {
    const next = readNow(tenant, current.answer);
    current.renewal = { startedAtMs: next.readAtMs, isRunning: () => !next.isSettled() };
    next.answer.then(
      () => {
        // Unless it was invalidated or replaced meanwhile: then this answer is older than the change.
        if (byTenant.peek(tenant) === current) byTenant.set(tenant, next);
      },
      ({ cause }: StoreUnavailableError) => options.onNotRenewed(cause),
    );
  }

  /** Also when the last renewal lies in the future: the clock was set back since. */
  function isDue(renewal: Remembered['renewal'], nowMs: number): boolean {
    if (renewal === null) return true;
    const ageMs = nowMs - renewal.startedAtMs;
    return !renewal.isRunning() && (ageMs < 0 || ageMs >= renewEveryMs);
  }

  const connections: Connections = {
    connectionFor(tenant) {
      const nowMs = now();
      const remembered = byTenant.get(tenant);
      if (remembered !== undefined) {
        if (!remembered.isSettled()) return remembered.answer;
        const ageMs = nowMs - remembered.readAtMs;
        if (ageMs >= 0 && ageMs < maxAgeMs) {
          if (ageMs >= renewAfterMs && isDue(remembered.renewal, nowMs)) renew(tenant, remembered);
          return remembered.answer;
        }
      }
      const read = readNow(tenant, remembered?.answer ?? null);
      byTenant.set(tenant, read);
      read.answer.catch(({ cause }: StoreUnavailableError) => options.onUnavailable(cause));
      return read.answer;
    },

    async connectionAt({ tenant, id, revision }) {
      const isSame = (found: Connection | null) =>
        found !== null && found.integrationId === id && found.revision === revision;
      const remembered = await connections.connectionFor(tenant);
      if (isSame(remembered)) return remembered;
      // Another replica has changed it within the time for which a connection is remembered.
      connections.invalidate(tenant);
      const current = await connections.connectionFor(tenant);
      return isSame(current) ? current : null;
    },

    inUse() {
      const nowMs = now();
      return [...byTenant.values()].flatMap(({ found, readAtMs }) => {
        const connection = found();
        const isOver = readAtMs > nowMs || nowMs - readAtMs > IN_USE_MS;
        return connection === null || isOver ? [] : [connection];
      });
    },

    invalidate(tenant) {
      byTenant.delete(tenant);
    },
  };
  return connections;
}

/** Throws a VaultError when the token cannot be opened. */
function toConnection(integration: Integration, vault: Pick<Vault, 'open'>): Connection {
  const { tenant, id, revision, adminUrl, discoveryUrl, environments } = integration;
  return {
    tenant,
    integrationId: id,
    revision,
    discoveryUrl,
    serviceToken: vault.open(integration.serviceToken, { tenant, integrationId: id, field: 'serviceToken' }),
    environments: environments.map((environment) => ({ ...environment, adminUrl })),
  };
}
