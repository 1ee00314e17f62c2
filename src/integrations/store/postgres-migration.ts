import type { PgQueryable } from './postgres-client.ts';
import { StoreTooNewError } from './store.ts';
import { MIGRATIONS } from './store-migrations.ts';

/** Any number that nothing else in the database locks: replicas that start together migrate one after the other. */
const MIGRATION_LOCK = 6_120_348_817;

/** Brings the schema to the newest version, within the transaction. Throws a StoreTooNewError where it is newer already. */
export async function migratePostgres(tx: PgQueryable): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await tx.query('CREATE TABLE IF NOT EXISTS dbt_integration_schema (version integer NOT NULL)');
  const { rows } = await tx.query('SELECT version FROM dbt_integration_schema');
  const version = (rows[0] as { version: number } | undefined)?.version ?? 0;
  if (version > MIGRATIONS.length) throw new StoreTooNewError(version, MIGRATIONS.length);
  for (const { postgres } of MIGRATIONS.slice(version)) {
    for (const statement of postgres) await tx.query(statement);
  }
  if (version === MIGRATIONS.length) return;
  await tx.query('DELETE FROM dbt_integration_schema');
  await tx.query('INSERT INTO dbt_integration_schema (version) VALUES ($1)', [MIGRATIONS.length]);
}
