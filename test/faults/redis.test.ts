import { beforeAll, describe, expect, test } from 'vitest';
import {
  REDIS_BINARY,
  type RedisServer,
  sayWhenSkipped,
  startRedis,
  withRedis,
} from '../support/redis-server.ts';
import { type System, startSystem, TABLES } from './system.ts';

beforeAll(() => sayWhenSkipped('faults/redis.test.ts'));

const NOTHING = { index: 0, details: 0, checks: 0 };

/** Every kind of read: cold, warm, and one that another replica has made. */
async function expectWhole({ one, other }: System): Promise<void> {
  for (const replica of [one, other, one]) {
    const { codes, statuses, tables } = await replica.page();
    expect(codes).toEqual([]);
    expect(statuses).not.toContain('UNAVAILABLE');
    expect(tables[0].dbtDescription).toContain('# Orders');
  }
}

const stored = ({ url }: RedisServer) =>
  withRedis(url, async (client) => (await client.keys('dbt::*')).filter((key) => key.includes('/')));

describe.skipIf(REDIS_BINARY === null)('Redis', () => {
  test('two replicas share every read: what one has read, the other finds', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    const before = await system.one.page();
    expect(system.takeCalls()).toEqual({ index: 2, details: 2, checks: 0 });
    await expect.poll(async () => (await stored(redis)).length).toBeGreaterThan(TABLES.length);
    expect(await system.other.page()).toEqual(before);
    expect(system.takeCalls()).toEqual(NOTHING);
  });

  test('what was read stands there under names without a secret', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ redisUrl: redis.url });
    await system.one.page();
    await expect.poll(async () => (await stored(redis)).length).toBeGreaterThan(TABLES.length);
    const keys = await withRedis(redis.url, (client) => client.keys('*'));
    expect(keys.join()).not.toContain('dbtc_');
  });

  test('is down at the start: no query fails; it is used as soon as it is there', async () => {
    await using redis = await startRedis({ started: false });
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    await expectWhole(system);
    await redis.start();
    await expect
      .poll(
        async () => {
          await system.one.query('mutation { refreshDbtMetadata { userErrors { code } } }');
          await system.one.page();
          return (await stored(redis)).length;
        },
        { interval: 200 },
      )
      .toBeGreaterThan(0);
  });

  test('is killed under load: no query fails', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    await system.one.page();
    const load = Array.from({ length: 40 }, async (_, number) => {
      if (number === 20) await redis.kill();
      const replica = number % 2 === 0 ? system.one : system.other;
      return replica.page(undefined, `dbtDescription a${number}: lastRefreshedAt dbt { match { status } }`);
    });
    for (const { codes, statuses } of await Promise.all(load)) {
      expect(codes).toEqual([]);
      expect(statuses).not.toContain('UNAVAILABLE');
    }
    await expectWhole(system);
  });

  test('hangs: no query fails, and after three that waited none sends it anything', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    await system.one.page(['marts.orders']);
    redis.hang();
    await expectWhole(system);
    for (const replica of system.replicas)
      expect(await replica.metric('dbt_subgraph_shared_cache_failures_total')).toBeGreaterThan(0);
    const failures = await system.one.metric('dbt_subgraph_shared_cache_failures_total');
    for (const path of ['marts.payments', 'marts.order_items', 'reference.products', 'staging.stg_orders'])
      expect((await system.one.page([path])).statuses).toEqual(['EXACT']);
    // Whatever is sent to a server that hangs is counted when it is late: nothing was.
    expect(await system.one.metric('dbt_subgraph_shared_cache_failures_total')).toBe(failures);
    expect(system.one.log.text).toContain('the shared cache does not answer');
    redis.resume();
  });

  test('is slow: what is late is a miss', async () => {
    await using redis = await startRedis({ settings: ['--enable-debug-command', 'yes'] });
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    await system.one.page();
    // Redis does one thing at a time: while it sleeps, everybody else waits.
    const slow = withRedis(redis.url, (client) => client.sendCommand(['DEBUG', 'SLEEP', '0.5']));
    await expectWhole(system);
    await slow;
  });

  test('is full: no query fails, and what stands there is still used', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    const before = await system.one.page();
    await expect.poll(async () => (await stored(redis)).length).toBeGreaterThan(TABLES.length);
    await withRedis(redis.url, async (client) => {
      await client.configSet('maxmemory-policy', 'noeviction');
      await client.configSet('maxmemory', '1');
    });
    system.takeCalls();
    expect(await system.other.page()).toEqual(before);
    expect(system.takeCalls()).toEqual(NOTHING);
    expect((await system.other.page(['marts.order_items'])).statuses).toEqual(['EXACT']);
    expect(system.takeCalls()).toEqual({ index: 0, details: 1, checks: 0 });
  });

  test.each([
    ['garbage', () => 'garbage'],
    ['a number', () => '5'],
    ['half of what it was', (text: string) => text.slice(0, text.length / 2)],
    ['an entry of another form', () => JSON.stringify({ value: JSON.stringify({ facts: [], at: 'noon' }) })],
    ['an entry whose value has another shape', () => entryOf({ nodes: [{ uniqueId: 5 }] })],
    ['an entry whose value is a text', () => entryOf('text')],
    ['an entry whose value is a list of nothing', () => entryOf([null])],
  ])('holds corrupt entries (%s): each is a miss', async (_what, corrupt) => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    const before = await system.one.page();
    await expect.poll(async () => (await stored(redis)).length).toBeGreaterThan(TABLES.length);
    await withRedis(redis.url, async (client) => {
      for (const key of await client.keys('dbt::*/*')) {
        await client.set(key, corrupt((await client.get(key)) ?? ''));
      }
    });
    system.takeCalls();
    const { tables, codes } = await system.other.page();
    expect(codes).toEqual([]);
    expect(tables.map(({ dbtDescription }) => dbtDescription)).toEqual(
      before.tables.map(({ dbtDescription }) => dbtDescription),
    );
    expect(system.takeCalls()).toEqual({ index: 2, details: 2, checks: 0 });
  });

  test('holds entries of another version: they are neither read nor touched', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ redisUrl: redis.url });
    const key = (await withRedis(redis.url, async (client) => {
      await system.one.page();
      await expect.poll(async () => (await stored(redis)).length).toBeGreaterThan(TABLES.length);
      const [first = ''] = await client.keys('dbt::v2/*/state/applied');
      expect(first).not.toBe('');
      const old = first.replace('dbt::v2/', 'dbt::v1/');
      await client.set(old, entryOf({ shape: 'of long ago' }));
      return old;
    })) as string;
    const newcomer = await system.startReplica();
    expect((await newcomer.page()).codes).toEqual([]);
    expect(await withRedis(redis.url, (client) => client.exists(key))).toBe(1);
  });

  test('is emptied: everything is read once more', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
    const before = await system.one.page();
    await withRedis(redis.url, (client) => client.flushAll());
    system.takeCalls();
    expect((await system.other.page()).statuses).toEqual(before.statuses);
    expect(system.takeCalls()).toMatchObject({ index: 2, details: 2 });
  });

  test.each(['stopped', 'hanging'])(
    'is %s, and dbt is stopped, too: remembered facts are served; of the rest, nulls and one error',
    async (state) => {
      await using redis = await startRedis();
      await using system = await startSystem({ replicas: 2, redisUrl: redis.url });
      const before = await system.one.page();
      if (state === 'hanging') redis.hang();
      else await redis.kill();
      await system.discovery.close();
      expect(await system.one.page()).toEqual(before);
      const { statuses, codes } = await system.other.page();
      expect(statuses).toEqual(TABLES.map(() => 'UNAVAILABLE'));
      expect(codes).toEqual(['DBT_UNREACHABLE']);
    },
  );
});

function entryOf(value: unknown): string {
  return JSON.stringify({ value: JSON.stringify({ value, readAtMs: Date.now() }) });
}
