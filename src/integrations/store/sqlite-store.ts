import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decodeEvent, decodeHealth, decodeRow, encodeHealth, encodeRecord } from './record-codec.ts';
import { type IntegrationStore, StoreError, StoreTooNewError } from './store.ts';
import { MIGRATIONS } from './store-migrations.ts';

export interface SqliteStoreOptions {
  /** The database file, or `:memory:`; it and missing folders above it are created, readable by their owner only. */
  readonly path: string;
  /** How long a statement waits for another process that writes, at most. */
  readonly busyTimeoutMs?: number;
}

/** Node's own SQLite. Its calls are synchronous, so a transaction here is one uninterrupted piece of code. */
export function createSqliteStore(options: SqliteStoreOptions): IntegrationStore {
  const { path, busyTimeoutMs = 2_000 } = options;
  const db = attempt('open its file', () => openDatabase(path, busyTimeoutMs));
  const sql = attempt('read its tables', () => prepareStatements(db));

  const writeEvent = (tenant: string, event: Parameters<IntegrationStore['replace']>[1]['event']) =>
    sql.insertEvent.run(tenant, event.at, event.actor, event.action, event.detail);

  return {
    read: async (tenant) =>
      attempt('read an integration', () => {
        const row = sql.read.get(tenant);
        return row === undefined ? { kind: 'none' } : { kind: 'found', integration: decodeRow(row) };
      }),

    readById: async (integrationId) =>
      attempt('read an integration', () => {
        const row = sql.readById.get(integrationId);
        return row === undefined ? { kind: 'none' } : { kind: 'found', integration: decodeRow(row) };
      }),

    replace: async (draft, { expectedRevision, event, health }) =>
      attempt('write an integration', () =>
        transaction(db, () => {
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
          return { kind: 'ok', integration: { ...draft, revision } };
        }),
      ),

    reseal: async (integration) =>
      attempt('write an integration', () => {
        const { id, tenant, revision } = integration;
        const { changes } = sql.reseal.run(encodeRecord(integration), tenant, id, revision);
        return changes === 0 ? 'conflict' : 'ok';
      }),

    remove: async (tenant, { expectedRevision, event }) =>
      attempt('remove an integration', () =>
        transaction(db, () => {
          const row = sql.identify.get(tenant);
          if (row === undefined) return { kind: 'none' };
          const { id, revision } = row as { id: string; revision: number };
          if (expectedRevision !== null && expectedRevision !== revision) return { kind: 'conflict' };
          sql.remove.run(tenant);
          sql.removeHealth.run(tenant);
          writeEvent(tenant, event);
          return { kind: 'removed', integrationId: id, revision };
        }),
      ),

    events: async (tenant, first) =>
      attempt('read events', () => sql.events.all(tenant, first).map(decodeEvent)),

    readHealth: async (tenant, integrationId) =>
      attempt('read health', () => {
        const row = sql.health.get(tenant, integrationId);
        return row === undefined ? null : decodeHealth(row);
      }),

    writeHealth: async ({ tenant, integrationId, revision }, health) =>
      attempt('write health', () => {
        sql.writeHealth.run(encodeHealth(health), tenant, integrationId, revision);
      }),

    tenants: async () => attempt('list tenants', () => sql.tenants.all().map((row) => String(row.tenant))),

    ping: async () =>
      attempt('answer', () => {
        sql.ping.get();
      }),

    close: async () => {
      if (db.isOpen) db.close();
    },
  };
}

function openDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  if (path !== ':memory:') createPrivateFile(path);
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    // A rollback journal keeps the store one file that works on any file system, and with secure_delete a removed token's
    // ciphertext is overwritten rather than left in a log.
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Made before SQLite sees it: SQLite would take the process's umask, and gives its journal the mode of this file. */
function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function migrate(db: DatabaseSync): void {
  transaction(db, () => {
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (version > MIGRATIONS.length) throw new StoreTooNewError(version, MIGRATIONS.length);
    if (version === MIGRATIONS.length) return;
    for (const { sqlite } of MIGRATIONS.slice(version)) {
      for (const statement of sqlite) db.exec(statement);
    }
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function prepareStatements(db: DatabaseSync) {
  const columns = 'tenant, id, revision, record';
  return {
    read: db.prepare(`SELECT ${columns} FROM dbt_integrations WHERE tenant = ?`),
    readById: db.prepare(`SELECT ${columns} FROM dbt_integrations WHERE id = ?`),
    identify: db.prepare('SELECT id, revision FROM dbt_integrations WHERE tenant = ?'),
    tenants: db.prepare('SELECT tenant FROM dbt_integrations'),
    insert: db.prepare(
      `INSERT INTO dbt_integrations (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT (tenant) DO NOTHING`,
    ),
    update: db.prepare(
      'UPDATE dbt_integrations SET id = ?, revision = ?, record = ? WHERE tenant = ? AND revision = ?',
    ),
    reseal: db.prepare('UPDATE dbt_integrations SET record = ? WHERE tenant = ? AND id = ? AND revision = ?'),
    remove: db.prepare('DELETE FROM dbt_integrations WHERE tenant = ?'),
    lastRevision: db.prepare('SELECT last FROM dbt_integration_revisions WHERE tenant = ?'),
    keepRevision: db.prepare(
      'INSERT INTO dbt_integration_revisions (tenant, last) VALUES (?, ?) ON CONFLICT (tenant) DO UPDATE SET last = excluded.last',
    ),
    insertEvent: db.prepare(
      'INSERT INTO dbt_integration_events (tenant, at, actor, action, detail) VALUES (?, ?, ?, ?, ?)',
    ),
    events: db.prepare(
      'SELECT at, actor, action, detail FROM dbt_integration_events WHERE tenant = ? ORDER BY seq DESC LIMIT ?',
    ),
    health: db.prepare('SELECT record FROM dbt_integration_health WHERE tenant = ? AND integration_id = ?'),
    putHealth: db.prepare(
      `INSERT INTO dbt_integration_health (tenant, integration_id, record) VALUES (?, ?, ?)
       ON CONFLICT (tenant) DO UPDATE SET integration_id = excluded.integration_id, record = excluded.record`,
    ),
    writeHealth: db.prepare(
      `INSERT INTO dbt_integration_health (tenant, integration_id, record)
       SELECT tenant, id, ? FROM dbt_integrations WHERE tenant = ? AND id = ? AND revision = ?
       ON CONFLICT (tenant) DO UPDATE SET integration_id = excluded.integration_id, record = excluded.record`,
    ),
    removeHealth: db.prepare('DELETE FROM dbt_integration_health WHERE tenant = ?'),
    ping: db.prepare('SELECT count(*) FROM dbt_integration_revisions'),
  };
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreTooNewError) throw error;
    throw new StoreError(what, error);
  }
}
