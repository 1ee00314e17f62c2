import type { DatabaseSync } from 'node:sqlite';

/** The store's SQL in SQLite's dialect, prepared once. Throws where the tables cannot be read. */
export function prepareStatements(db: DatabaseSync) {
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
      'SELECT seq, at, actor, action, detail FROM dbt_integration_events WHERE tenant = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    ),
    // Named where one is written twice: Node 22 binds no numbers.
    trimEvents: db.prepare(
      `DELETE FROM dbt_integration_events WHERE tenant = $tenant AND seq <=
         (SELECT seq FROM dbt_integration_events WHERE tenant = $tenant ORDER BY seq DESC LIMIT 1 OFFSET $kept)`,
    ),
    trimRefused: db.prepare(
      `DELETE FROM dbt_integration_events WHERE tenant = $tenant AND action = 'REFUSED' AND seq <=
         (SELECT seq FROM dbt_integration_events WHERE tenant = $tenant AND action = 'REFUSED' ORDER BY seq DESC LIMIT 1 OFFSET $kept)`,
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
    webhook: db.prepare(
      'SELECT accepted_at, refused_at, refusal FROM dbt_webhook_deliveries WHERE integration_id = ?',
    ),
    writeWebhook: db.prepare(
      `INSERT INTO dbt_webhook_deliveries (integration_id, accepted_at, refused_at, refusal)
       SELECT id, ?, ?, ? FROM dbt_integrations WHERE id = ?
       ON CONFLICT (integration_id) DO UPDATE SET
         accepted_at = coalesce(excluded.accepted_at, dbt_webhook_deliveries.accepted_at),
         refused_at = coalesce(excluded.refused_at, dbt_webhook_deliveries.refused_at),
         refusal = coalesce(excluded.refusal, dbt_webhook_deliveries.refusal)`,
    ),
    removeWebhook: db.prepare('DELETE FROM dbt_webhook_deliveries WHERE integration_id = ?'),
    addPurge: db.prepare(
      `INSERT INTO dbt_pending_purges (prefix, requested_at_ms) VALUES (?, ?)
       ON CONFLICT (prefix) DO UPDATE SET requested_at_ms = excluded.requested_at_ms`,
    ),
    purges: db.prepare(
      'SELECT prefix, requested_at_ms FROM dbt_pending_purges ORDER BY requested_at_ms, prefix LIMIT ?',
    ),
    removePurge: db.prepare('DELETE FROM dbt_pending_purges WHERE prefix = ? AND requested_at_ms = ?'),
    ping: db.prepare('SELECT count(*) FROM dbt_integration_revisions'),
    emptyLog: db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
  };
}
