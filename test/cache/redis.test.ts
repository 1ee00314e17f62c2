import { beforeAll, describe, expect, test } from 'vitest';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import {
  REDIS_BINARY,
  type RedisServer,
  sayWhenSkipped,
  startRedis,
  withRedis,
} from '../support/redis-server.ts';

beforeAll(() => sayWhenSkipped('redis.test.ts'));

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** One replica on a server of its own, with the metric of failures. A busy machine may make the server late. */
async function open(options: { readonly started?: boolean; readonly deadlineMs?: number } = {}) {
  const server = await startRedis({ started: options.started ?? true });
  const failures = { count: 0 };
  const connection = createRedisConnection({
    url: server.url,
    log: quiet,
    onFailure: () => {
      failures.count += 1;
    },
    deadlineMs: options.deadlineMs ?? 10_000,
  });
  if (options.started ?? true) await expect.poll(connection.isUp).toBe(true);
  return {
    server,
    connection,
    failures,
    cache: createRedisCache(connection),
    async [Symbol.asyncDispose]() {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const entry = { value: 'x', readAtMs: 1 };
const commandsOf = ({ url }: RedisServer, name: string) =>
  withRedis(url, async (client) => {
    const stats = await client.info('commandstats');
    return Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  });

describe.skipIf(REDIS_BINARY === null)('the cache on Redis', () => {
  test('a batch is one MGET', async () => {
    await using replica = await open();
    const keys = Array.from({ length: 300 }, (_, number) => `k/${number}`);
    await replica.cache.setMany(new Map(keys.map((key) => [key, entry])));
    expect((await replica.cache.getMany(keys)).filter((found) => found === undefined)).toEqual([]);
    expect(await commandsOf(replica.server, 'mget')).toBe(1);
  });

  test('large entries are packed; every entry ends by itself, later than facts may be served', async () => {
    await using replica = await open();
    const large = { value: 'x'.repeat(1_000_000), readAtMs: 1 };
    await replica.cache.setMany(new Map([['large', large]]));
    await withRedis(replica.server.url, async (client) => {
      expect(await client.strLen('dbt::large')).toBeLessThan(50_000);
      expect(await client.ttl('dbt::large')).toBeGreaterThan(24 * 60 * 60);
    });
    expect(await replica.cache.getMany(['large'])).toEqual([large]);
  });

  test.each([
    ['no JSON', 'garbage'],
    ['a JSON of another form', '[1,2]'],
    ['JSON null', 'null'],
    ['an envelope without an entry', '{"value":"nothing"}'],
    ['an entry without its time', JSON.stringify({ value: '{"value":1}' })],
    ['packed bytes that are none', JSON.stringify({ value: 'gzip:AAAA' })],
    ['an envelope of another version', JSON.stringify({ version: 9, entry })],
  ])(
    'a corrupt entry (%s) is a miss, costs no other of its batch, and is not taken for an outage',
    async (_what, text) => {
      await using replica = await open();
      await replica.cache.setMany(new Map([['good', entry]]));
      await withRedis(replica.server.url, (client) => client.set('dbt::bad', text));
      expect(await replica.cache.getMany(['bad', 'good'])).toEqual([undefined, entry]);
      expect(replica.connection.isUp()).toBe(true);
      expect(replica.failures.count).toBe(0);
    },
  );

  test('something else than a text under a key is a miss', async () => {
    await using replica = await open();
    await withRedis(replica.server.url, (client) => client.hSet('dbt::bad', 'a', 'b'));
    expect(await replica.cache.getMany(['bad'])).toEqual([undefined]);
  });

  test('a packed entry that would unpack to more than it may is a miss', async () => {
    await using replica = await open();
    const huge = { value: 'x'.repeat(70 * 1024 * 1024), readAtMs: 1 };
    await replica.cache.setMany(new Map([['huge', huge]]));
    expect(await replica.cache.getMany(['huge'])).toEqual([undefined]);
  });

  test('full: writes are refused and counted, what stands there is still read', async () => {
    await using replica = await open();
    await replica.cache.setMany(new Map([['a', entry]]));
    await withRedis(replica.server.url, async (client) => {
      await client.configSet('maxmemory-policy', 'noeviction');
      await client.configSet('maxmemory', '1');
    });
    await replica.cache.setMany(new Map([['b', entry]]));
    expect(replica.failures.count).toBe(1);
    expect(await replica.cache.getMany(['a', 'b'])).toEqual([entry, undefined]);
    expect(replica.connection.isUp()).toBe(true);
  });
});

describe.skipIf(REDIS_BINARY === null)('a Redis that fails', () => {
  test('down at the start: misses at once; used as soon as it is there', async () => {
    await using replica = await open({ started: false });
    expect(await replica.cache.getMany(['a'])).toEqual([undefined]);
    await replica.cache.setMany(new Map([['a', entry]]));
    expect(await replica.cache.deleteByPrefix('a')).toBe(0);
    await replica.server.start();
    await expect.poll(replica.connection.isUp, { timeout: 10_000 }).toBe(true);
    await replica.cache.setMany(new Map([['a', entry]]));
    expect(await replica.cache.getMany(['a'])).toEqual([entry]);
  });

  test('hanging: reads are misses, writes and deletions are given up', async () => {
    await using replica = await open({ deadlineMs: 50 });
    replica.server.hang();
    while (replica.connection.isUp()) expect(await replica.cache.getMany(['a'])).toEqual([undefined]);
    expect(await replica.cache.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    await replica.cache.setMany(new Map([['b', entry]]));
    expect(await replica.cache.deleteByPrefix('a')).toBe(0);
    replica.server.resume();
  });

  test('killed: commands in flight and after it are misses; it is used again when it is back', async () => {
    await using replica = await open();
    await replica.cache.setMany(new Map([['a', entry]]));
    replica.server.hang();
    const inFlight = replica.cache.getMany(['a']);
    await replica.server.kill();
    expect(await inFlight).toEqual([undefined]);
    expect(await replica.cache.getMany(['a'])).toEqual([undefined]);
    await replica.server.start();
    await expect.poll(replica.connection.isUp, { timeout: 10_000 }).toBe(true);
    await replica.cache.setMany(new Map([['a', entry]]));
    expect(await replica.cache.getMany(['a'])).toEqual([entry]);
  });
});
