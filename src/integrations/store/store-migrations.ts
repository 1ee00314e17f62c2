/** One step of the store's schema, in both dialects side by side so that they cannot drift apart. Never edited once released. */
export interface Migration {
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}

/** `dbt_integration_revisions` outlives the integration: a revision that was given once is never given again, because cache keys carry it. */
const firstVersion: Migration = {
  sqlite: [
    'CREATE TABLE dbt_integration_revisions (tenant TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT',
    `CREATE TABLE dbt_integrations (
      tenant TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, record TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE dbt_integration_events (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, at TEXT NOT NULL, actor TEXT, action TEXT NOT NULL, detail TEXT
    ) STRICT`,
    'CREATE INDEX dbt_integration_events_by_tenant ON dbt_integration_events (tenant, seq)',
    'CREATE TABLE dbt_integration_health (tenant TEXT PRIMARY KEY, integration_id TEXT NOT NULL, record TEXT NOT NULL) STRICT',
  ],
  postgres: [
    'CREATE TABLE dbt_integration_revisions (tenant text PRIMARY KEY, last integer NOT NULL)',
    `CREATE TABLE dbt_integrations (
      tenant text PRIMARY KEY, id text NOT NULL UNIQUE, revision integer NOT NULL, record text NOT NULL
    )`,
    `CREATE TABLE dbt_integration_events (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL, at text NOT NULL, actor text,
      action text NOT NULL, detail text
    )`,
    'CREATE INDEX dbt_integration_events_by_tenant ON dbt_integration_events (tenant, seq)',
    'CREATE TABLE dbt_integration_health (tenant text PRIMARY KEY, integration_id text NOT NULL, record text NOT NULL)',
  ],
};

/** Prefixes of cached entries that are to be deleted where a cache outlives the process. Times are epoch milliseconds. */
const pendingPurges: Migration = {
  sqlite: [
    'CREATE TABLE dbt_pending_purges (prefix TEXT PRIMARY KEY, requested_at_ms INTEGER NOT NULL) STRICT',
  ],
  postgres: ['CREATE TABLE dbt_pending_purges (prefix text PRIMARY KEY, requested_at_ms bigint NOT NULL)'],
};

/** What became of deliveries of dbt's webhook, by integration. */
const webhookDeliveries: Migration = {
  sqlite: [
    'CREATE TABLE dbt_webhook_deliveries (integration_id TEXT PRIMARY KEY, accepted_at TEXT, refused_at TEXT, refusal TEXT) STRICT',
  ],
  postgres: [
    'CREATE TABLE dbt_webhook_deliveries (integration_id text PRIMARY KEY, accepted_at text, refused_at text, refusal text)',
  ],
};

/** In order; the schema's version is how many of them were applied. */
export const MIGRATIONS: readonly Migration[] = [firstVersion, pendingPurges, webhookDeliveries];
