import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createClock, temporaryFolder } from '../integrations/builders.ts';
import { startPostgres } from '../integrations/postgres-server.ts';
import { adminOf, readTable, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_first-token-0001';
const OTHER = 'dbtc_other-token-0002';
const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

/** Two processes' worth of subgraph over one store; nothing else is shared. */
async function startReplicas(storeUrl: string) {
  const dbt = await startDiscovery({
    tokens: [TOKEN, OTHER].map((token) => ({ token, permission: 'full' })),
  });
  const clock = createClock();
  const env = { DBT_ALLOWED_HOSTS: dbt.adminUrl, STORE_URL: storeUrl, ENCRYPTION_KEYS: KEY };
  const here = await startGraph(env, clock.now);
  const there = await startGraph(env, clock.now);
  return { dbt, clock, here, there, input: { apiHost: dbt.adminUrl, serviceToken: TOKEN } };
}

async function expectSeenWithinFiveSeconds(storeUrl: string): Promise<void> {
  const { dbt, clock, here, there, input } = await startReplicas(storeUrl);
  const [admin, other] = [adminOf(here), adminOf(there)];
  expect(await readTable(there)).toMatchObject({ status: 'NOT_CONFIGURED' });

  await admin.configure({ ...input, environmentIds: ['834'] });
  expect(await other.get()).toMatchObject({ revision: 1 });
  clock.advance(5000);
  expect(await readTable(there)).toMatchObject({ dbt: { node: { environment: { id: '834' } } } });

  await admin.rotate(OTHER);
  clock.advance(5000);
  dbt.requests.clear();
  expect(await readTable(there)).toMatchObject({ status: 'EXACT', codes: [] });
  expect(dbt.requests.discovery()).not.toEqual([]);

  await admin.configure({ ...input, environmentIds: ['912'] });
  clock.advance(5000);
  expect(await readTable(there, 'finance.monthly_revenue')).toMatchObject({
    dbt: { node: { environment: { id: '912' } } },
  });
  expect(await readTable(there, 'marts.order_items')).toMatchObject({ status: 'NOT_IN_DBT' });

  await other.remove();
  expect(await admin.get()).toBeNull();
  clock.advance(5000);
  const removed = { dbtDescription: null, status: 'NOT_CONFIGURED', codes: [] };
  expect(await readTable(here, 'finance.monthly_revenue')).toMatchObject(removed);
  expect(await readTable(there, 'finance.monthly_revenue')).toMatchObject(removed);
}

it('a change on one replica is seen on the other within five seconds, over one SQLite file', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  await expectSeenWithinFiveSeconds(`sqlite://${join(folder.path, 'integrations.sqlite')}`);
});

it('and over PostgreSQL', async ({ skip }) => {
  const postgres = await startPostgres();
  if (postgres === null) return skip('neither TEST_POSTGRES_URL nor an installed PostgreSQL was found');
  onTestFinished(() => postgres.stop());
  await expectSeenWithinFiveSeconds(postgres.url);
});

it('admins on two replicas never mix: one change wins, and both replicas show it', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const { here, there, input } = await startReplicas(`sqlite://${join(folder.path, 'integrations.sqlite')}`);
  const [admin, other] = [adminOf(here), adminOf(there)];
  await admin.configure(input);
  const results = await Promise.all([
    admin.configure({ ...input, environmentIds: ['834'], expectedRevision: 1 }),
    other.configure({ ...input, environmentIds: ['912'], serviceToken: OTHER, expectedRevision: 1 }),
  ]);
  expect(results.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'REVISION_CONFLICT' }]);
  const [mine, theirs] = [await admin.get(), await other.get()];
  expect(mine).toEqual(theirs);
  const isMine = mine.environments[0].id === '834';
  expect(mine.serviceToken.preview).toBe(isMine ? '••••0001' : '••••0002');
});
