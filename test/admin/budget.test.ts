import { describe, expect, test } from 'vitest';
import { type Replica, startSystem } from '../faults/system.ts';
import { createClock } from '../integrations/builders.ts';
import { NO_REDIS, REDIS_BINARY, startRedis } from '../support/redis-server.ts';
import { adminOf, type Graph, readTable, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_the-only-token-0001';
const NEXT_TOKEN = 'dbtc_the-next-token-0002';
const BUDGET = '{ dbtIntegration { budget { perMinute usedThisMinute usedToday circuitOpenUntil } } }';
const MINUTE_MS = 60_000;

async function start() {
  const dbt = await startDiscovery({
    tokens: [TOKEN, NEXT_TOKEN].map((token) => ({ token, permission: 'full' })),
  });
  const clock = createClock();
  const graph = await startGraph(
    { DBT_ALLOWED_HOSTS: dbt.adminUrl, DBT_REQUESTS_PER_MINUTE: '60' },
    clock.now,
  );
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] };
  await adminOf(graph).configure(input);
  await readTable(graph);
  return { dbt, clock, graph, input };
}

async function budgetOf({ ask }: Pick<Graph, 'ask'>) {
  const { body } = await ask(BUDGET);
  expect(body.errors).toBeUndefined();
  return body.data.dbtIntegration.budget;
}

async function budgetOn(replica: Replica) {
  return (await replica.query(BUDGET)).data.dbtIntegration.budget;
}

test('the budget counts what dbt was asked, verification included, and fades within two minutes', async () => {
  const { dbt, clock, graph, input } = await start();
  const asked = dbt.requests.discovery().length;
  expect(asked).toBeGreaterThanOrEqual(3);
  const used = { perMinute: 60, usedThisMinute: asked, usedToday: asked, circuitOpenUntil: null };
  expect(await budgetOf(graph)).toEqual(used);
  await adminOf(graph).verify(input);
  expect(await budgetOf(graph)).toEqual({ ...used, usedThisMinute: asked + 1, usedToday: asked + 1 });
  expect(dbt.requests.discovery()).toHaveLength(asked + 1);

  clock.advance(2 * MINUTE_MS);
  expect(await budgetOf(graph)).toMatchObject({ usedThisMinute: 0, usedToday: asked + 1 });
  clock.advance(12 * 60 * MINUTE_MS);
  expect(await budgetOf(graph)).toMatchObject({ usedThisMinute: 0, usedToday: 0 });
});

test('a rate limit and repeated failures open the circuit, until the time that is told', async () => {
  const { dbt, clock, graph } = await start();
  dbt.switchboard.set({ rateLimit: { retryAfterSeconds: 120 } });
  await adminOf(graph).refresh();
  await expect
    .poll(async () => (await budgetOf(graph)).circuitOpenUntil)
    .toBe(new Date(clock.now() + 120_000).toISOString());
  clock.advance(120_000);
  expect(await budgetOf(graph)).toMatchObject({ circuitOpenUntil: null });

  // A failure that is not tried again within a call: five calls that fail open the circuit.
  dbt.switchboard.set({ html: true });
  for (let times = 0; times < 5; times++) await readTable(graph);
  await expect
    .poll(async () => (await budgetOf(graph)).circuitOpenUntil)
    .toBe(new Date(clock.now() + 30_000).toISOString());
});

test('another token has a budget of its own', async () => {
  const { dbt, clock, graph } = await start();
  clock.advance(2 * MINUTE_MS);
  dbt.requests.clear();
  await adminOf(graph).rotate(NEXT_TOKEN);
  await readTable(graph);
  const asked = dbt.requests.discovery().length;
  expect(await budgetOf(graph)).toMatchObject({ usedThisMinute: asked, usedToday: asked });
});

test('a budget that is used up is told as used up, and no further', async () => {
  const { graph, input } = await start();
  const admin = adminOf(graph);
  for (let times = 0; times < 70; times++) await admin.verify(input);
  expect(await budgetOf(graph)).toMatchObject({ usedThisMinute: 60, usedToday: 60 });
});

describe.skipIf(REDIS_BINARY === null)('with Redis', () => {
  test('replicas tell one budget, and one circuit', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    // Within one window of the budget.
    system.clock.turn(3 * MINUTE_MS - (system.clock.now() % MINUTE_MS));
    const before = (await budgetOn(system.one)).usedToday;
    for (const replica of [system.one, system.other]) {
      const verify = `mutation ($input: DbtIntegrationInput!) { verifyDbtIntegration(input: $input) { userErrors { code } } }`;
      const input = { apiHost: system.discovery.adminUrl, environmentIds: ['834'] };
      await replica.query(verify, { input });
    }
    for (const replica of [system.one, system.other]) {
      await expect
        .poll(() => budgetOn(replica))
        .toMatchObject({ usedThisMinute: 2, usedToday: before + 2, circuitOpenUntil: null });
    }
    system.discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 600 } });
    await system.one.query('mutation { refreshDbtMetadata { userErrors { code } } }');
    await expect.poll(async () => (await budgetOn(system.one)).circuitOpenUntil).not.toBeNull();
    const { circuitOpenUntil } = await budgetOn(system.one);
    await expect.poll(() => budgetOn(system.other)).toMatchObject({ circuitOpenUntil });
  });
});

if (REDIS_BINARY === null) process.stderr.write(`admin/budget.test.ts, one test: ${NO_REDIS}\n`);
