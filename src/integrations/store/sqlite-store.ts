import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { IntegrationEvent } from '../integration.ts';
import { createLockQueue, isLocked, LockedError } from './lock-queue.ts';
import {
  decodeEvent,
  decodeHealth,
  decodePurge,
  decodeRow,
  decodeWebhook,
  encodeHealth,
  encodeRecord,
} from './record-codec.ts';
import { openDatabase, transaction } from './sqlite-database.ts';
import { prepareStatements } from './sqlite-statements.ts';
import {
  EVENT_BOUNDS,
  type EventBounds,
  type IntegrationStore,
  type PendingPurge,
  StoreError,
  StoreLockedError,
  StoreTooNewError,
} from './store.ts';

export interface SqliteOptions {
  /** How long a call waits for another process's lock, at most. */
  readonly lockDeadlineMs?: number;
  readonly wait?: (ms: number) => Promise<unknown>;
  readonly eventBounds?: EventBounds;
}

const LOCK_DEADLINE_MS = 2_000;

/** Opens the database file, or `:memory:`, and waits for others' locks on it like every later call. */
export async function openSqliteStore(path: string, options: SqliteOptions = {}): Promise<IntegrationStore> {
  const { lockDeadlineMs = LOCK_DEADLINE_MS, wait = setTimeout } = options;
  const { run } = createLockQueue({ deadlineMs: lockDeadlineMs, wait });
  const open = () => {
    const db = openDatabase(path);
    try {
      return createSqliteStore(db, options);
    } catch (error) {
      db.close();
      throw error;
    }
  };
  return attempt('open its file', lockDeadlineMs, () => run(open));
}

/**
 * The store on Node's own SQLite. Its calls are synchronous and short; only waiting for another process's lock is long, and that is done
 * between tries, off the event loop. A worker thread would wait as well, for the price of a protocol and of a thread that may die.
 * Owns the database: closing the store closes it.
 */
export function createSqliteStore(db: DatabaseSync, options: SqliteOptions = {}): IntegrationStore {
  const { lockDeadlineMs = LOCK_DEADLINE_MS, wait = setTimeout, eventBounds = EVENT_BOUNDS } = options;
  const sql = prepareStatements(db);
  // A try is over before the next one begins, a whole transaction included, so what meets one kind of lock need not queue behind another.
  const reads = createLockQueue({ deadlineMs: lockDeadlineMs, wait });
  const writes = createLockQueue({ deadlineMs: lockDeadlineMs, wait });
  const checkpoints = createLockQueue({ deadlineMs: lockDeadlineMs, wait });
  const read = <T>(what: string, work: () => T) => attempt(what, lockDeadlineMs, () => reads.run(work));
  const write = <T>(what: string, work: () => T) =>
    attempt(what, lockDeadlineMs, () => writes.run(() => transaction(db, work)));

  /** What was overwritten goes from the log, too, and the file by itself is the whole store: a copy of it is a backup. */
  function emptyLog(): void {
    const empty = () => {
      if (sql.emptyLog.get()?.busy === 1) throw new LockedError('Others read the write-ahead log.');
    };
    // The change stands in any case. A log that is being read is emptied when the readers are done, else with the next change.
    void checkpoints.run(empty).catch(() => undefined);
  }

  async function writeRecord<T>(what: string, work: () => T): Promise<T> {
    const result = await write(what, work);
    emptyLog();
    return result;
  }

  // A process that was killed between a change and this has left it to the next one.
  emptyLog();

  const writeEvent = (tenant: string, event: IntegrationEvent) => {
    sql.insertEvent.run(tenant, event.at, event.actor, event.action, event.detail);
    if (event.action === 'REFUSED') sql.trimRefused.run({ tenant, kept: eventBounds.refused });
    sql.trimEvents.run({ tenant, kept: eventBounds.all });
  };

  const addPurge = (purge: PendingPurge | null | undefined) => {
    if (purge) sql.addPurge.run(purge.prefix, purge.requestedAtMs);
  };

  return {
    read: (tenant) =>
      read('read an integration', () => {
        const row = sql.read.get(tenant);
        return row === undefined ? { kind: 'none' } : { kind: 'found', integration: decodeRow(row) };
      }),

    readById: (integrationId) =>
      read('read an integration', () => {
        const row = sql.readById.get(integrationId);
        return row === undefined ? { kind: 'none' } : { kind: 'found', integration: decodeRow(row) };
      }),

    replace: (draft, { expectedRevision, event, health, purge }) =>
      writeRecord('write an integration', () => {
        const { tenant, id } = draft;
        const last = sql.lastRevision.get(tenant)?.last;
        const revision = (typeof last === 'number' ? last : 0) + 1;
        const record = encodeRecord(draft);
        const { changes } =
          expectedRevision === null
            ? sql.insert.run(tenant, id, revision, record)
            : sql.update.run(id, revision, record, tenant, expectedRevision);
        if (changes === 0) return { kind: 'conflict' };
        sql.keepRevision.run(tenant, revision);
        writeEvent(tenant, event);
        if (health !== undefined) sql.putHealth.run(tenant, id, encodeHealth(health));
        addPurge(purge);
        return { kind: 'ok', integration: { ...draft, revision } };
      }),

    reseal: (integration) =>
      writeRecord('write an integration', () => {
        const { id, tenant, revision } = integration;
        const { changes } = sql.reseal.run(encodeRecord(integration), tenant, id, revision);
        return changes === 0 ? 'conflict' : 'ok';
      }),

    remove: (tenant, { expectedRevision, event, purgeOf }) =>
      writeRecord('remove an integration', () => {
        const row = sql.identify.get(tenant);
        if (row === undefined) return { kind: 'none' };
        const { id, revision } = row as { id: string; revision: number };
        if (expectedRevision !== null && expectedRevision !== revision) return { kind: 'conflict' };
        sql.remove.run(tenant);
        sql.removeHealth.run(tenant);
        sql.removeWebhook.run(id);
        writeEvent(tenant, event);
        addPurge(purgeOf?.(id));
        return { kind: 'removed', integrationId: id, revision };
      }),

    events: (tenant, first, before) =>
      read('read events', () =>
        sql.events.all(tenant, before ?? Number.MAX_SAFE_INTEGER, first).map(decodeEvent),
      ),

    addEvent: (tenant, event) => write('write an event', () => writeEvent(tenant, event)),

    readHealth: (tenant, integrationId) =>
      read('read health', () => {
        const row = sql.health.get(tenant, integrationId);
        return row === undefined ? null : decodeHealth(row);
      }),

    writeHealth: ({ tenant, integrationId, revision }, health) =>
      write('write health', () => {
        sql.writeHealth.run(encodeHealth(health), tenant, integrationId, revision);
      }),

    readWebhook: (integrationId) =>
      read('read deliveries', () => {
        const row = sql.webhook.get(integrationId);
        return row === undefined ? null : decodeWebhook(row);
      }),

    writeWebhook: (integrationId, { lastAcceptedAt, lastRefusedAt, lastRefusal }) =>
      write('write deliveries', () => {
        sql.writeWebhook.run(lastAcceptedAt, lastRefusedAt, lastRefusal, integrationId);
      }),

    listPurges: (limit) => read('list pending purges', () => sql.purges.all(limit).map(decodePurge)),

    removePurge: ({ prefix, requestedAtMs }) =>
      write('remove a pending purge', () => {
        sql.removePurge.run(prefix, requestedAtMs);
      }),

    tenants: () => read('list tenants', () => sql.tenants.all().map((row) => String(row.tenant))),

    ping: () =>
      read('answer', () => {
        sql.ping.get();
      }),

    close: async () => {
      if (db.isOpen) db.close();
    },
  };
}

async function attempt<T>(what: string, lockDeadlineMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreTooNewError) throw error;
    throw isLocked(error) ? new StoreLockedError(what, lockDeadlineMs, error) : new StoreError(what, error);
  }
}
