import { afterAll, describe, expect, it } from 'vitest';
import { createStore } from '../../src/integrations/store/create-store.ts';
import { createPgPool } from '../../src/integrations/store/postgres-client.ts';
import { createPostgresStore } from '../../src/integrations/store/postgres-store.ts';
import { StoreError } from '../../src/integrations/store/store.ts';
import { draftOf, eventOf } from './builders.ts';
import { startPostgres } from './postgres-server.ts';
import { describeStore } from './store-contract.ts';

const SPOIL = `UPDATE dbt_integrations SET record = '{"apiHost":' WHERE tenant = $1`;
const AGE = 'UPDATE dbt_integration_schema SET version = 99';
const DROP = `DROP TABLE IF EXISTS
  dbt_integration_revisions, dbt_integrations, dbt_integration_events, dbt_integration_health, dbt_integration_schema,
  dbt_pending_purges, dbt_webhook_deliveries`;

const server = await startPostgres();
if (server === null) {
  console.info(
    'No PostgreSQL server: TEST_POSTGRES_URL is not set and no initdb is installed. Tests of the PostgreSQL store are skipped.',
  );
}

describe.runIf(server !== null)('with a PostgreSQL server', () => {
  const url = server?.url ?? '';
  afterAll(() => server?.stop());

  describeStore('a PostgreSQL server', async () => {
    const client = createPgPool({ url });
    await client.query(DROP);
    return {
      open: (eventBounds) => createPostgresStore(createPgPool({ url }), eventBounds),
      corrupt: async (tenant) => void (await client.query(SPOIL, [tenant])),
      ageIntoTheFuture: async () => void (await client.query(AGE)),
      async dispose() {
        await client.query(DROP);
        await client.close();
      },
    };
  });

  it('is migrated once by replicas that start together', async () => {
    const stores = await Promise.all([1, 2, 3, 4].map(() => createStore({ kind: 'postgres', url })));
    const results = await Promise.all(
      stores.map((store) => store.replace(draftOf(), { expectedRevision: null, event: eventOf() })),
    );
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'ok']);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('takes over what an earlier version has left in PostgreSQL', async () => {
    const client = createPgPool({ url });
    const store = await createStore({ kind: 'postgres', url });
    await store.replace(draftOf({ tenant: 'earlier', id: 'earlier' }), {
      expectedRevision: null,
      event: eventOf(),
    });
    await store.close();
    await client.query('DROP TABLE dbt_webhook_deliveries');
    await client.query('UPDATE dbt_integration_schema SET version = 2');
    const again = await createStore({ kind: 'postgres', url });
    expect(await again.read('earlier')).toMatchObject({ kind: 'found' });
    expect(await again.readWebhook('earlier')).toBeNull();
    expect(await again.events('earlier', 1)).toMatchObject([eventOf()]);
    await again.close();
    await client.close();
  });

  it('survives that the server ends its connections', async () => {
    const errors: Error[] = [];
    const store = await createStore({ kind: 'postgres', url }, (error) => errors.push(error));
    await store.ping();
    const killer = createPgPool({ url });
    await killer.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'dbt-metadata-subgraph' AND pid <> pg_backend_pid()`,
    );
    await expect.poll(() => errors.length).toBeGreaterThan(0);
    expect(await store.read('nobody')).toEqual({ kind: 'none' });
    await killer.close();
    await store.close();
  });

  it('gives up on a statement that waits for a lock, rolls back and goes on', async () => {
    const store = await createPostgresStore(createPgPool({ url, statementTimeoutMs: 100 }));
    await store.replace(draftOf({ tenant: 'locked', id: 'locked' }), {
      expectedRevision: null,
      event: eventOf(),
    });
    const blocker = createPgPool({ url });
    await blocker.transaction(async (tx) => {
      await tx.query(`SELECT * FROM dbt_integration_revisions WHERE tenant = 'locked' FOR UPDATE`);
      const change = { expectedRevision: 1, event: eventOf() };
      await expect(store.replace(draftOf({ tenant: 'locked', id: 'locked' }), change)).rejects.toThrow(
        StoreError,
      );
    });
    expect(await store.read('locked')).toMatchObject({ integration: { revision: 1 } });
    await blocker.close();
    await store.close();
  });
});

it('rejects with a store error that names no address when the server cannot be reached', async () => {
  const opening = createStore({ kind: 'postgres', url: 'postgres://user:hunter22@127.0.0.1:1/none' });
  await expect(opening).rejects.toThrow('The integration store failed to prepare its schema.');
});
