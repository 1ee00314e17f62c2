import { beforeAll, describe, expect, test } from 'vitest';
import { createLocalCoordination } from '../../src/cache/coordination.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/cache/redis-connection.ts';
import { createRedisCoordination } from '../../src/cache/redis-coordination.ts';
import { entryOf } from './outer-cache-contract.ts';
import { REDIS_BINARY, type RedisServer, sayWhenSkipped, startRedis, withRedis } from './redis-server.ts';
import { KEY } from './sealed-cache-contract.ts';

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
    cache: createRedisCache(connection, { keys: [KEY] }),
    coordination: createRedisCoordination(connection, createLocalCoordination(Date.now)),
    async [Symbol.asyncDispose]() {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const entry = entryOf('x', 1);
const commandsOf = ({ url }: RedisServer, name: string) =>
  withRedis(url, async (client) => {
    const stats = await client.info('commandstats');
    return Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
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
