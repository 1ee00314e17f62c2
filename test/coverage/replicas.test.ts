import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLocalHub } from '../../src/coordination/bus.ts';
import { createCoverage } from '../../src/coverage/coverage.ts';
import { createRedisAsks } from '../../src/coverage/shared-asks.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { silent, temporaryFolder } from '../integrations/builders.ts';
import { table } from '../support/entities.ts';
import { createFakeTimers } from '../support/fake-timers.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { askFor, connect, countsOf, readCoverage } from './read-coverage.ts';

sayWhenSkipped('test/coverage/replicas.test.ts');

const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const NOON_MS = Date.parse('2026-11-26T12:10:00.000Z');
const HOURS = 'dbt:coverage:1:hour:*';

/** Processes over one store and one Redis, by one clock. The first one has connected dbt. */
async function startReplicas(redisUrl: string) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const clock = { nowMs: NOON_MS };
  const env = {
    STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
    ENCRYPTION_KEYS: KEYS,
    CACHE_URL: redisUrl,
  };
  const start = async (more: Readonly<Record<string, string>> = {}): Promise<Stack> => {
    const stack = await startStack({ connect: false, env: { ...env, ...more }, now: () => clock.nowMs });
    onTestFinished(() => stack.stop());
    await untilWhole(stack);
    return stack;
  };
  const one = await start();
  await connect(one);
  const startAnother = () => start({ DBT_ALLOWED_HOSTS: new URL(one.discovery.url).origin });
  return { one, startAnother, clock };
}

/** A connection to Redis takes a moment. */
async function untilWhole(stack: Stack): Promise<void> {
  await expect.poll(async () => (await readCoverage(stack)).incompleteReason).toBeNull();
}

describe.skipIf(REDIS_BINARY === null)('replicas over one Redis', () => {
  test('each sees what all of them were asked, and one that starts anew remembers it', async () => {
    await using redis = await startRedis();
    const { one, startAnother, clock } = await startReplicas(redis.url);
    const other = await startAnother();
    await askFor(one, [table('marts.customers'), table('marts.nothing')]);
    await askFor(one, [table('marts.customers')]);
    expect(await countsOf(one)).toEqual(['marts.customers 2', 'marts.nothing 1']);
    expect(await countsOf(other)).toEqual(['marts.customers 2', 'marts.nothing 1']);

    clock.nowMs += 60 * 60_000;
    await askFor(other, [table('marts.customers'), table('marts.orders')]);
    await other.stopSubgraph();
    const counts = ['marts.customers 3', 'marts.nothing 1', 'marts.orders 1'];
    expect(await countsOf(one)).toEqual(counts);
    await one.stopSubgraph();
    clock.nowMs += 60_000;
    const later = await startAnother();
    expect(await countsOf(later)).toEqual(counts);
    const { since, tables } = await readCoverage(later);
    expect(since).toBe(new Date(NOON_MS).toISOString());
    expect(tables).toMatchObject([
      { name: 'customers', status: 'EXACT', lastAskedAt: '2026-11-26T13:10:00.000Z' },
      { name: 'nothing', status: 'NOT_IN_DBT', lastAskedAt: '2026-11-26T12:10:00.000Z' },
      { name: 'orders', status: 'EXACT', lastAskedAt: '2026-11-26T13:10:00.000Z' },
    ]);

    clock.nowMs = NOON_MS + 25 * 60 * 60_000;
    expect(await countsOf(later)).toEqual(['marts.customers 1', 'marts.orders 1']);
  });

  test('while Redis is away each knows its own, and tells it when Redis is back', async () => {
    await using redis = await startRedis();
    const { one, startAnother } = await startReplicas(redis.url);
    const other = await startAnother();
    await redis.kill();
    await askFor(one, [table('marts.customers')]);
    await askFor(one, [table('marts.customers')]);
    await askFor(other, [table('marts.customers'), table('marts.orders')]);
    expect(await readCoverage(one)).toMatchObject({
      incompleteReason:
        'Redis cannot be read at the moment, so only what this one process was asked is counted. Look at Redis; the other processes tell what they have counted when it is back.',
      tables: [{ name: 'customers', status: 'EXACT', timesAsked: 2 }],
    });
    expect(await countsOf(other)).toEqual(['marts.customers 1', 'marts.orders 1']);

    await redis.start();
    await untilWhole(one);
    await untilWhole(other);
    expect(await countsOf(one)).toEqual(['marts.customers 3', 'marts.orders 1']);
    expect(await countsOf(other)).toEqual(['marts.customers 3', 'marts.orders 1']);
  });

  test('what is told to a Redis that answers too late counts once', async () => {
    await using redis = await startRedis();
    const { one, startAnother } = await startReplicas(redis.url);
    const other = await startAnother();
    await askFor(one, [table('marts.customers')]);
    redis.hang();
    expect((await readCoverage(one)).incompleteReason).toContain('Redis cannot be read');
    await askFor(one, [table('marts.customers')]);
    redis.resume();
    await untilWhole(one);
    await untilWhole(other);
    expect(await countsOf(other)).toEqual(['marts.customers 2']);
    expect(await countsOf(one)).toEqual(['marts.customers 2']);
  });

  test('an integration that is removed takes along what every replica and Redis remember', async () => {
    await using redis = await startRedis();
    const { one, startAnother } = await startReplicas(redis.url);
    const other = await startAnother();
    await askFor(one, [table('marts.customers')]);
    expect(await countsOf(one)).toEqual(['marts.customers 1']);
    await askFor(other, [table('marts.orders')]);
    expect(await countsOf(other)).toEqual(['marts.customers 1', 'marts.orders 1']);
    expect(await withRedis(redis.url, (client) => client.keys(HOURS))).toHaveLength(1);

    await one.query('mutation { removeDbtIntegration { removed } }');
    await expect.poll(() => countsOf(one)).toEqual([]);
    await expect.poll(() => countsOf(other)).toEqual([]);
    expect(await withRedis(redis.url, (client) => client.keys(HOURS))).toEqual([]);
  });

  test('names that others have written into Redis are not shown', async () => {
    await using redis = await startRedis();
    const { one } = await startReplicas(redis.url);
    await askFor(one, [table('marts.customers')]);
    expect(await countsOf(one)).toEqual(['marts.customers 1']);
    await withRedis(redis.url, async (client) => {
      const [key = ''] = await client.keys(HOURS);
      expect(await client.pTTL(key)).toBeGreaterThan(25 * 60 * 60_000);
      const [sealed = ''] = await client.zRange(key, 0, -1);
      expect(sealed).toContain('customers');
      const forged = [
        '',
        'made up',
        sealed.replace('customers', 'orders'),
        `A${sealed.slice(1)}`.replace(/^AA/, 'AB'),
        `${sealed} `,
      ];
      await client.zAdd(
        key,
        forged.map((value) => ({ value, score: 2 ** 30 })),
      );
      // One tenant's names in another one's hour.
      await client.zAdd(key.replace('default', 'other'), [{ value: sealed, score: 2 ** 30 }]);
      await client.zAdd(
        key.replace(/\d+$/, (hour) => String(Number(hour) - 1)),
        [
          { value: sealed, score: -1 },
          { value: `${sealed}x`, score: Number.POSITIVE_INFINITY },
        ],
      );
    });
    expect(await countsOf(one)).toEqual(['marts.customers 1']);
  });

  test('a Redis that holds something else in the place of an hour is no error', async () => {
    await using redis = await startRedis();
    const { one } = await startReplicas(redis.url);
    await askFor(one, [table('marts.customers')]);
    expect(await countsOf(one)).toEqual(['marts.customers 1']);
    await withRedis(redis.url, async (client) => {
      for (const key of await client.keys(HOURS)) await client.set(key, 'no sorted set');
    });
    await askFor(one, [table('marts.customers')]);
    expect(await countsOf(one)).toEqual(['marts.customers 2']);
  });

  test('every five seconds a process tells what it has counted, the most asked tables of an hour at most', async () => {
    await using redis = await startRedis();
    const timers = createFakeTimers();
    const connection = createRedisConnection({ url: redis.url, log: silent, onFailure() {} });
    onTestFinished(() => connection.close());
    await expect.poll(() => connection.isUp()).toBe(true);
    const open = () =>
      createCoverage({
        shared: createRedisAsks(connection, { keys: [{ key: Buffer.alloc(32, 1) }], maxTables: 4 }),
        bus: createLocalHub().join(),
        bounds: { maxTables: 4, slack: 2, maxBytes: 1_000_000 },
        onWeighed() {},
        onFailed(error) {
          throw error;
        },
        now: () => NOON_MS,
        newId: randomUUID,
        timers,
      });
    const ask = (coverage: ReturnType<typeof open>, names: readonly string[]) => {
      const request = coverage.requestOf('acme');
      for (const name of names) {
        const relation = { database: null, schema: 's', name };
        request.tableOf({ kind: 'relation', relation, environmentIds: null }).count(request);
      }
    };
    const one = open();
    const other = open();
    ask(one, ['a', 'b', 'c']);
    ask(one, ['a', 'b', 'c']);
    ask(one, ['a']);
    timers.advance(5000);
    const toText = async (coverage: typeof one) => {
      const { tables, gap } = await coverage.read('acme');
      return [
        ...tables.map(({ target, timesAsked }) => `${target.relation.name} ${timesAsked}`),
        gap ?? 'whole',
      ];
    };
    await expect.poll(() => toText(other)).toEqual(['a 3', 'b 2', 'c 2', 'whole']);

    for (const name of ['d', 'e', 'f', 'g', 'h', 'i']) ask(other, [name]);
    timers.advance(5000);
    await other.stop();
    expect((await toText(one)).slice(0, 3)).toEqual(['a 3', 'b 2', 'c 2']);
    expect(await toText(one)).toHaveLength(5);
    expect((await toText(one)).at(-1)).toBe('full');
    await one.stop();
  });
});
