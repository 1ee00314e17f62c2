import type { IntegrationEvent } from '../integration.ts';
import type { PgClient, PgQueryable } from './postgres-client.ts';
import { migratePostgres } from './postgres-migration.ts';
import {
  decodeEvent,
  decodeHealth,
  decodePurge,
  decodeRow,
  decodeWebhook,
  encodeHealth,
  encodeRecord,
} from './record-codec.ts';
import {
  EVENT_BOUNDS,
  type EventBounds,
  type IntegrationStore,
  type PendingPurge,
  StoreError,
  StoreTooNewError,
} from './store.ts';

const COLUMNS = 'tenant, id, revision, record';

/** Migrates the schema, then serves. Owns the client: closing the store closes it. */
export async function createPostgresStore(
  client: PgClient,
  eventBounds: EventBounds = EVENT_BOUNDS,
): Promise<IntegrationStore> {
  await attempt('prepare its schema', () => client.transaction(migratePostgres));

  const readWhere = (condition: string, value: string) =>
    attempt('read an integration', async () => {
      const { rows } = await client.query(`SELECT ${COLUMNS} FROM dbt_integrations WHERE ${condition}`, [
        value,
      ]);
      return rows.length === 0
        ? ({ kind: 'none' } as const)
        : ({ kind: 'found', integration: decodeRow(rows[0]) } as const);
    });

  return {
    read: (tenant) => readWhere('tenant = $1', tenant),

    readById: (integrationId) => readWhere('id = $1', integrationId),

    replace: (draft, { expectedRevision, event, health, purge }) =>
      attempt('write an integration', () =>
        client.transaction(async (tx) => {
          const { tenant, id } = draft;
          const revision = (await lockLastRevision(tx, tenant)) + 1;
          const record = encodeRecord(draft);
          const { rows } =
            expectedRevision === null
              ? await tx.query(
                  `INSERT INTO dbt_integrations (${COLUMNS}) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (tenant) DO NOTHING RETURNING tenant`,
                  [tenant, id, revision, record],
                )
              : await tx.query(
                  `UPDATE dbt_integrations SET id = $2, revision = $3, record = $4
                   WHERE tenant = $1 AND revision = $5 RETURNING tenant`,
                  [tenant, id, revision, record, expectedRevision],
                );
          if (rows.length === 0) return { kind: 'conflict' };
          await tx.query('UPDATE dbt_integration_revisions SET last = $2 WHERE tenant = $1', [
            tenant,
            revision,
          ]);
          await writeEvent(tx, { tenant, event, eventBounds });
          if (health !== undefined) {
            await tx.query(
              `INSERT INTO dbt_integration_health (tenant, integration_id, record) VALUES ($1, $2, $3)
               ON CONFLICT (tenant) DO UPDATE SET integration_id = excluded.integration_id, record = excluded.record`,
              [tenant, id, encodeHealth(health)],
            );
          }
          await addPurge(tx, purge);
          return { kind: 'ok', integration: { ...draft, revision } };
        }),
      ),

    reseal: (integration) =>
      attempt('write an integration', async () => {
        const { tenant, id, revision } = integration;
        const { rows } = await client.query(
          'UPDATE dbt_integrations SET record = $4 WHERE tenant = $1 AND id = $2 AND revision = $3 RETURNING tenant',
          [tenant, id, revision, encodeRecord(integration)],
        );
        return rows.length === 0 ? 'conflict' : 'ok';
      }),

    remove: (tenant, { expectedRevision, event, purgeOf }) =>
      attempt('remove an integration', () =>
        client.transaction(async (tx) => {
          const { rows } = await tx.query(
            'SELECT id, revision FROM dbt_integrations WHERE tenant = $1 FOR UPDATE',
            [tenant],
          );
          const found = rows[0] as { id: string; revision: number } | undefined;
          if (found === undefined) return { kind: 'none' };
          if (expectedRevision !== null && expectedRevision !== found.revision) return { kind: 'conflict' };
          await tx.query('DELETE FROM dbt_integrations WHERE tenant = $1', [tenant]);
          await tx.query('DELETE FROM dbt_integration_health WHERE tenant = $1', [tenant]);
          await tx.query('DELETE FROM dbt_webhook_deliveries WHERE integration_id = $1', [found.id]);
          await writeEvent(tx, { tenant, event, eventBounds });
          await addPurge(tx, purgeOf?.(found.id));
          return { kind: 'removed', integrationId: found.id, revision: found.revision };
        }),
      ),

    events: (tenant, first, before) =>
      attempt('read events', async () => {
        const { rows } = await client.query(
          `SELECT seq, at, actor, action, detail FROM dbt_integration_events
           WHERE tenant = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,
          [tenant, before ?? Number.MAX_SAFE_INTEGER, first],
        );
        return rows.map(decodeEvent);
      }),

    addEvent: (tenant, event) =>
      attempt('write an event', () =>
        client.transaction((tx) => writeEvent(tx, { tenant, event, eventBounds })),
      ),

    readHealth: (tenant, integrationId) =>
      attempt('read health', async () => {
        const { rows } = await client.query(
          'SELECT record FROM dbt_integration_health WHERE tenant = $1 AND integration_id = $2',
          [tenant, integrationId],
        );
        return rows.length === 0 ? null : decodeHealth(rows[0]);
      }),

    writeHealth: ({ tenant, integrationId, revision }, health) =>
      attempt('write health', async () => {
        await client.query(
          `INSERT INTO dbt_integration_health (tenant, integration_id, record)
           SELECT tenant, id, $4::text FROM dbt_integrations WHERE tenant = $1 AND id = $2 AND revision = $3
           ON CONFLICT (tenant) DO UPDATE SET integration_id = excluded.integration_id, record = excluded.record`,
          [tenant, integrationId, revision, encodeHealth(health)],
        );
      }),

    readWebhook: (integrationId) =>
      attempt('read deliveries', async () => {
        const { rows } = await client.query(
          'SELECT accepted_at, refused_at, refusal FROM dbt_webhook_deliveries WHERE integration_id = $1',
          [integrationId],
        );
        return rows.length === 0 ? null : decodeWebhook(rows[0]);
      }),

    writeWebhook: (integrationId, { lastAcceptedAt, lastRefusedAt, lastRefusal }) =>
      attempt('write deliveries', async () => {
        await client.query(
          `INSERT INTO dbt_webhook_deliveries (integration_id, accepted_at, refused_at, refusal)
           SELECT id, $2::text, $3::text, $4::text FROM dbt_integrations WHERE id = $1
           ON CONFLICT (integration_id) DO UPDATE SET
             accepted_at = coalesce(excluded.accepted_at, dbt_webhook_deliveries.accepted_at),
             refused_at = coalesce(excluded.refused_at, dbt_webhook_deliveries.refused_at),
             refusal = coalesce(excluded.refusal, dbt_webhook_deliveries.refusal)`,
          [integrationId, lastAcceptedAt, lastRefusedAt, lastRefusal],
        );
      }),

    listPurges: (limit) =>
      attempt('list pending purges', async () => {
        const { rows } = await client.query(
          'SELECT prefix, requested_at_ms FROM dbt_pending_purges ORDER BY requested_at_ms, prefix LIMIT $1',
          [limit],
        );
        return rows.map(decodePurge);
      }),

    removePurge: ({ prefix, requestedAtMs }) =>
      attempt('remove a pending purge', async () => {
        await client.query('DELETE FROM dbt_pending_purges WHERE prefix = $1 AND requested_at_ms = $2', [
          prefix,
          requestedAtMs,
        ]);
      }),

    tenants: () =>
      attempt('list tenants', async () => {
        const { rows } = await client.query('SELECT tenant FROM dbt_integrations');
        return rows.map((row) => (row as { tenant: string }).tenant);
      }),

    ping: () =>
      attempt('answer', async () => {
        await client.query('SELECT 1');
      }),

    close: () => client.close(),
  };
}

/** Every writer takes this row first, so that two of one tenant queue here and neither can be given a used revision. */
async function lockLastRevision(tx: PgQueryable, tenant: string): Promise<number> {
  const { rows } = await tx.query(
    `INSERT INTO dbt_integration_revisions (tenant, last) VALUES ($1, 0)
     ON CONFLICT (tenant) DO UPDATE SET last = dbt_integration_revisions.last RETURNING last`,
    [tenant],
  );
  return (rows[0] as { last: number }).last;
}

interface EventToWrite {
  readonly tenant: string;
  readonly event: IntegrationEvent;
  readonly eventBounds: EventBounds;
}

async function writeEvent(tx: PgQueryable, { tenant, event, eventBounds }: EventToWrite): Promise<void> {
  await tx.query(
    'INSERT INTO dbt_integration_events (tenant, at, actor, action, detail) VALUES ($1, $2, $3, $4, $5)',
    [tenant, event.at, event.actor, event.action, event.detail],
  );
  if (event.action === 'REFUSED') {
    await tx.query(
      `DELETE FROM dbt_integration_events WHERE tenant = $1 AND action = 'REFUSED' AND seq <=
         (SELECT seq FROM dbt_integration_events WHERE tenant = $1 AND action = 'REFUSED' ORDER BY seq DESC LIMIT 1 OFFSET $2)`,
      [tenant, eventBounds.refused],
    );
  }
  await tx.query(
    `DELETE FROM dbt_integration_events WHERE tenant = $1 AND seq <=
       (SELECT seq FROM dbt_integration_events WHERE tenant = $1 ORDER BY seq DESC LIMIT 1 OFFSET $2)`,
    [tenant, eventBounds.all],
  );
}

async function addPurge(tx: PgQueryable, purge: PendingPurge | null | undefined): Promise<void> {
  if (!purge) return;
  await tx.query(
    `INSERT INTO dbt_pending_purges (prefix, requested_at_ms) VALUES ($1, $2)
     ON CONFLICT (prefix) DO UPDATE SET requested_at_ms = excluded.requested_at_ms`,
    [purge.prefix, purge.requestedAtMs],
  );
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreTooNewError) throw error;
    throw new StoreError(what, error);
  }
}
