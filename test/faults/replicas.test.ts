import { beforeAll, describe, expect, test } from 'vitest';
import { descriptionAfter, finishRun } from '../../scripts/traffic/next-run.ts';
import { createLargeProject } from '../support/large-project.ts';
import { PATIENT_MS } from '../support/patience.ts';
import {
  REDIS_BINARY,
  type RedisServer,
  sayWhenSkipped,
  startRedis,
  withRedis,
} from '../support/redis-server.ts';
import { callsOf, DEMO, type Replica, type System, startSystem, TABLES } from './system.ts';

beforeAll(() => sayWhenSkipped('faults/replicas.test.ts'));

/** Counts must not depend on how busy the machine is: Redis may take its time. */
const shared = ({ url }: RedisServer) => ({ redisUrl: url, sharedCacheDeadlineMs: PATIENT_MS });

const NOTHING = { index: 0, details: 0, checks: 0 };
/** More than the plans of the documents that are sent here weigh. */
const PLANS_BYTES = 20_000;
const MINUTE_MS = 60_000;

const ordersOn = (replica: Replica) => async () => (await replica.page()).tables[0].dbtDescription;

/** Redis ends the claim to a change check by its own clock, which a test does not turn. */
async function endClaims({ url }: RedisServer): Promise<void> {
  await withRedis(url, async (client) => {
    for (const key of await client.keys('dbt:claim:check/*')) await client.del(key);
  });
}

/** Until dbt was asked for changes. */
async function checked({ discovery }: System): Promise<void> {
  await expect
    .poll(() => discovery.requests.discovery().some(({ operationName }) => operationName === 'DbtChange'))
    .toBe(true);
}

describe.skipIf(REDIS_BINARY === null)('two replicas with one Redis', () => {
  test('ask for changes once in thirty seconds together, and only while somebody reads', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, ...shared(redis) });
    for (const replica of system.replicas) await replica.page();
    system.takeCalls();
    system.clock.turn(31_000);
    for (const replica of [...system.replicas, ...system.replicas]) await replica.page();
    await expect.poll(() => system.discovery.requests.discovery().length).toBe(1);
    await endClaims(redis);
    system.clock.turn(31_000);
    expect(system.takeCalls()).toEqual({ ...NOTHING, checks: 1 });
    for (const replica of system.replicas) await replica.page();
    await expect.poll(() => system.discovery.requests.discovery().length).toBe(1);
    expect(system.takeCalls()).toEqual({ ...NOTHING, checks: 1 });
  });

  test('a change that one of them finds is read once for both', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, ...shared(redis) });
    for (const replica of system.replicas) await replica.page();
    system.takeCalls();
    await finishRun(system.discovery, 1);
    system.clock.turn(31_000);
    for (const replica of system.replicas) await replica.page();
    for (const replica of system.replicas) await expect.poll(ordersOn(replica)).toBe(descriptionAfter(1));
    await expect.poll(callsOf(system)).toEqual({ index: 1, details: 1, checks: 1 });
  });

  test('a webhook on one shows the new facts on the other, for an index read and the details of what is hot', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, ...shared(redis) });
    for (const replica of system.replicas) await replica.page();
    for (let run = 1; run <= 5; run++) {
      await finishRun(system.discovery, run);
      system.takeCalls();
      expect((await system.deliver({ to: system.one })).status).toBe(200);
      for (const replica of [system.other, system.one])
        await expect.poll(ordersOn(replica), { interval: 10 }).toBe(descriptionAfter(run));
      // The marks that moved with it are no further change.
      await endClaims(redis);
      system.clock.turn(31_000);
      for (const replica of system.replicas) await replica.page();
      await checked(system);
      for (const replica of system.replicas) expect(await ordersOn(replica)()).toBe(descriptionAfter(run));
      await expect.poll(callsOf(system)).toEqual({ index: 1, details: 1, checks: 1 });
    }
  });

  test('what is hot on either is read again together: pages of the index and full batches of details, no more', async () => {
    await using project = createLargeProject({ models: 600, testsPerModel: 1 });
    await using redis = await startRedis();
    await using system = await startSystem({
      replicas: 2,
      ...shared(redis),
      environments: [{ id: 7, artifactsPath: project.artifactsPath }],
    });
    const paths = Array.from({ length: 300 }, (_, number) => `marts.table_${number}`);
    await system.one.page(paths.slice(0, 150), 'dbtDescription');
    await system.other.page(paths.slice(150), 'dbtDescription');
    system.takeCalls();
    system.clock.turn(10_000);
    const sentAtMs = system.clock.now();
    const event = await system.deliver({ environmentId: '7', to: system.one });
    expect(event.status).toBe(200);
    const isReadAgain = async (replica: Replica) => {
      const { tables } = await replica.page(paths, 'dbt { asOf }');
      return tables.every(({ dbt }) => Date.parse(dbt.asOf) >= sentAtMs);
    };
    for (const replica of system.replicas) await expect.poll(() => isReadAgain(replica)).toBe(true);
    const { index, details } = system.takeCalls();
    expect(index).toBe(2);
    expect(details).toBeLessThanOrEqual(Math.ceil(300 / 200));
  });

  test('a replica that hears nothing meets the change when it next looks', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, ...shared(redis) });
    for (const replica of system.replicas) await replica.page();
    await withRedis(redis.url, (client) => client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']));
    await finishRun(system.discovery, 1);
    await system.deliver({ to: system.one });
    await expect.poll(ordersOn(system.one)).toBe(descriptionAfter(1));
    system.clock.turn(31_000);
    await system.one.page();
    await checked(system);
    system.clock.turn(31_000);
    await expect.poll(ordersOn(system.other)).toBe(descriptionAfter(1));
  });

  test('a process that is new finds in Redis what others read, and meets a change that came in between', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ ...shared(redis) });
    const before = await system.one.page();
    await expect
      .poll(() => withRedis(redis.url, async (client) => (await client.keys('dbt::*/node/*')).length))
      .toBeGreaterThanOrEqual(TABLES.length);
    await system.one.stop();
    await finishRun(system.discovery, 1);
    system.takeCalls();
    const next = await system.startReplica();
    expect(await next.page()).toEqual(before);
    expect(system.takeCalls()).toEqual(NOTHING);
    await endClaims(redis);
    system.clock.turn(31_000);
    await next.page();
    await expect.poll(ordersOn(next)).toBe(descriptionAfter(1));
    await expect.poll(callsOf(system)).toEqual({ index: 1, details: 1, checks: 1 });
  });

  test('removing the integration empties Redis and the memory of the other replica', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, ...shared(redis) });
    for (const replica of system.replicas) await replica.page();
    expect(await system.other.metric('dbt_subgraph_memory_cache_bytes')).toBeGreaterThan(PLANS_BYTES);
    const { data } = await system.one.query('mutation { removeDbtIntegration { removed purgedEntries } }');
    expect(data.removeDbtIntegration).toMatchObject({ removed: true });
    expect(data.removeDbtIntegration.purgedEntries).toBeGreaterThan(TABLES.length);
    // What stays are the plans of documents, which hold nothing of dbt.
    await expect.poll(() => system.other.metric('dbt_subgraph_memory_cache_bytes')).toBeLessThan(PLANS_BYTES);
    expect(await withRedis(redis.url, (client) => client.keys('dbt::*/*'))).toEqual([]);
    const { statuses } = await system.other.page();
    expect(new Set(statuses)).toEqual(new Set(['NOT_CONFIGURED']));
  });

  test('a rate limit that one meets keeps the other away, too', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, ...shared(redis), environments: [DEMO] });
    system.discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 60 }, only: 'discovery' });
    await system.one.page(['marts.orders']);
    await expect
      .poll(() => withRedis(redis.url, async (client) => (await client.keys('dbt:note:circuit/*')).length))
      .toBe(1);
    system.takeCalls();
    expect((await system.other.page(['marts.orders'])).codes).toEqual(['DBT_RATE_LIMITED']);
    expect(system.takeCalls()).toEqual(NOTHING);
  });

  test('spend one budget together', async () => {
    await using redis = await startRedis();
    const env = { DBT_REQUESTS_PER_MINUTE: '4' };
    await using system = await startSystem({ replicas: 2, ...shared(redis), environments: [DEMO], env });
    // Not across the end of a minute, at which the count fades; and not in the one after that in which dbt was connected, which counts, too.
    system.clock.turn(2 * MINUTE_MS - (system.clock.now() % MINUTE_MS) + 1000);
    await system.one.page(['marts.orders']);
    // The first page after that pause asks for changes, too.
    await checked(system);
    await system.other.page(['marts.payments'], 'dbtDescription');
    const { codes } = await system.other.page(['marts.order_items'], 'dbtDescription');
    expect(codes).toEqual(['DBT_RATE_LIMITED']);
    expect(system.takeCalls()).toEqual({ index: 1, details: 2, checks: 1 });
  });
});
