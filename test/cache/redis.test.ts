import { beforeAll, describe, expect, test } from 'vitest';
import { createLocalCoordination } from '../../src/cache/coordination.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/cache/redis-connection.ts';
import { createRedisCoordination } from '../../src/cache/redis-coordination.ts';
import { REDIS_BINARY, type RedisServer, sayWhenSkipped, startRedis, withRedis } from './redis-server.ts';

beforeAll(() => sayWhenSkipped('redis.test.ts'));

/** One replica on a server of its own, with the metric of failures and the log. */
async function open(options: { readonly settings?: readonly string[]; readonly started?: boolean } = {}) {
  const server = await startRedis(options);
  const failures = { count: 0 };
  const said: string[] = [];
  const say = (_fields: unknown, message: string) => said.push(message);
  const connection = createRedisConnection({
    url: server.url,
    log: { debug: say, info: say, warn: say, error: say },
    onFailure: () => {
      failures.count += 1;
    },
  });
  if (options.started ?? true) await expect.poll(connection.isUp).toBe(true);
  return {
    server,
    connection,
    failures,
    said,
    cache: createRedisCache(connection),
    coordination: createRedisCoordination(connection, createLocalCoordination(Date.now)),
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
    expect(await replica.coordination.claim('c', 1000)).toBe(true);
  });
});

describe.skipIf(REDIS_BINARY === null)('a Redis that fails', () => {
  test('down at the start: misses at once; used as soon as it is there', async () => {
    await using replica = await open({ started: false });
    expect(await replica.cache.getMany(['a'])).toEqual([undefined]);
    await replica.cache.setMany(new Map([['a', entry]]));
    expect(await replica.coordination.claim('c', 1000)).toBe(true);
    expect(await replica.cache.deleteByPrefix('a')).toBeNull();
    const heard: unknown[] = [];
    replica.coordination.subscribe((message) => heard.push(message));
    await replica.server.start();
    await expect.poll(replica.connection.isUp, { timeout: 10_000 }).toBe(true);
    await replica.cache.setMany(new Map([['a', entry]]));
    expect(await replica.cache.getMany(['a'])).toEqual([entry]);
    const message = JSON.stringify({ sender: 'other', message: 'hello' });
    await expect
      .poll(
        async () => {
          await withRedis(replica.server.url, (client) => client.publish('dbt:together', message));
          return heard.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
  });

  test('hanging: after the first command that is late nothing is sent until it answers a look after it', async () => {
    await using replica = await open();
    await replica.cache.setMany(new Map([['a', entry]]));
    const before = await commandsOf(replica.server, 'mget');
    replica.server.hang();
    expect(await replica.cache.getMany(['a'])).toEqual([undefined]);
    expect(replica.connection.isUp()).toBe(false);
    for (let times = 0; times < 100; times++) {
      expect(await replica.cache.getMany(['a'])).toEqual([undefined]);
      await replica.cache.setMany(new Map([['b', entry]]));
      expect(await replica.coordination.count('n', 'm', 1000)).toBeNull();
      expect(await replica.coordination.read('note')).toBeUndefined();
    }
    expect(replica.failures.count).toBe(1);
    replica.server.resume();
    await expect.poll(replica.connection.isUp, { timeout: 10_000 }).toBe(true);
    expect(await commandsOf(replica.server, 'mget')).toBe(before + 1);
    expect(await replica.cache.getMany(['a', 'b'])).toEqual([entry, undefined]);
    expect(replica.said).toContain(
      'the shared cache does not answer; facts come from memory and dbt until it does',
    );
    expect(replica.said).toContain('the shared cache answers again');
  });

  test('a command waits no longer than its deadline, which a request may bear', async () => {
    await using replica = await open();
    const waited: number[] = [];
    const never = () => new Promise<never>(() => {});
    const plain = globalThis.setTimeout;
    // Timers are what a deadline is made of: the ones that are set while nothing else happens are the whole wait.
    globalThis.setTimeout = ((work: () => void, ms: number) => {
      waited.push(ms);
      return plain(work, 0);
    }) as typeof setTimeout;
    try {
      expect(await replica.connection.run(never)).toBeUndefined();
      expect(await replica.connection.run(never)).toBeUndefined();
    } finally {
      globalThis.setTimeout = plain;
    }
    expect(waited).toEqual([50]);
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

  test('a counter that has ended does not begin anew below zero', async () => {
    await using replica = await open();
    const counted = await replica.coordination.count('n', 'm', 60_000);
    await withRedis(replica.server.url, (client) => client.del('dbt:together:n'));
    counted?.giveBack();
    expect(await replica.coordination.read('n')).toBeUndefined();
  });

  test('closing works whatever state the server is in', async () => {
    const away = await open({ started: false });
    away.coordination.subscribe(() => {});
    await away[Symbol.asyncDispose]();
    const killed = await open();
    killed.coordination.subscribe(() => {});
    await killed.server.kill();
    await killed[Symbol.asyncDispose]();
    await killed.connection.close();
  });
});
