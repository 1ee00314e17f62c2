import { createSecretKey } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { sealRedisEntry } from '../../src/cache/redis-entry.ts';
import { createLocalCoordination, createRedisCoordination } from '../../src/coordination/coordination.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { silent } from '../integrations/builders.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { entryOf, textOf } from './outer-cache-contract.ts';
import { KEY } from './sealed-cache-contract.ts';

beforeAll(() => sayWhenSkipped('redis-cache.test.ts'));

/** One replica on a server of its own, with the metric of failures. Nothing here is about deadlines. */
async function open() {
  const server = await startRedis();
  const failures = { count: 0 };
  const connection = createRedisConnection({
    url: server.url,
    log: silent,
    onFailure: () => {
      failures.count += 1;
    },
    deadlineMs: PATIENT_MS,
  });
  await expect.poll(connection.isUp).toBe(true);
  return {
    url: server.url,
    connection,
    failures,
    cache: createRedisCache(connection, { keys: [KEY] }),
    commands: (name: string) =>
      withRedis(server.url, async (client) => {
        const stats = await client.info('commandstats');
        return Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
      }),
    /** The bytes under a key. */
    read: (key: string) =>
      withRedis(server.url, async (client) => {
        const bytes: unknown = await client.withTypeMapping({ 36: Buffer }).get(`dbt::${key}`);
        return bytes as Buffer;
      }),
    write: (key: string, bytes: Buffer | string) =>
      withRedis(server.url, (client) => client.set(`dbt::${key}`, bytes)),
    async [Symbol.asyncDispose]() {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const entry = entryOf('x', 1);
const macKey = createSecretKey(KEY.key);
const flip = (bytes: Buffer, at: number) => {
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  return flipped;
};

describe.skipIf(REDIS_BINARY === null)('the cache on Redis', () => {
  test('a batch is one MGET, and one run of a script', async () => {
    await using replica = await open();
    const keys = Array.from({ length: 300 }, (_, number) => `k/${number}`);
    await replica.cache.setMany(new Map(keys.map((key) => [key, entry])));
    expect((await replica.cache.getMany(keys)).map(textOf)).toEqual(keys.map(() => 'x'));
    expect(await replica.commands('mget')).toBe(1);
    expect(await replica.commands('eval')).toBe(1);
  });

  test('more than one run of the script may write is split, and all of it stands there', async () => {
    await using replica = await open();
    const keys = Array.from({ length: 1201 }, (_, number) => `k/${number}`);
    await replica.cache.setMany(new Map(keys.map((key) => [key, entry])));
    expect((await replica.cache.getMany(keys)).map(textOf)).toEqual(keys.map(() => 'x'));
    expect(await replica.commands('eval')).toBe(3);
  });

  test('large entries are packed; every entry ends by itself, later than facts may be served', async () => {
    await using replica = await open();
    const large = entryOf('x'.repeat(1_000_000), 1);
    await replica.cache.setMany(new Map([['large', large]]));
    await withRedis(replica.url, async (client) => {
      expect(await client.strLen('dbt::large')).toBeLessThan(50_000);
      expect(await client.ttl('dbt::large')).toBeGreaterThan(24 * 60 * 60);
    });
    expect((await replica.cache.getMany(['large'])).map(textOf)).toEqual(['x'.repeat(1_000_000)]);
  });

  test('an entry says in letters when it was read, and carries its whole key', async () => {
    await using replica = await open();
    await replica.cache.setMany(new Map([['v2/acme/ü', entryOf('x', 1_790_000_000_123)]]));
    const bytes = await replica.read('v2/acme/ü');
    expect(bytes.toString('latin1', 0, 20)).toBe('e2:0001790000000123:');
    expect(bytes.includes('v2/acme/ü')).toBe(true);
  });

  test.each<[what: string, corrupt: (good: Buffer) => Buffer | string]>([
    ['a text', () => 'garbage'],
    ['nothing', () => ''],
    [
      'an entry of the former version',
      () => JSON.stringify({ value: JSON.stringify({ value: 'x', readAtMs: 1 }) }),
    ],
    ['an entry of the next version', (good) => Buffer.concat([Buffer.from('e3'), good.subarray(2)])],
    ['its head alone', (good) => good.subarray(0, 20)],
    ['the first half', (good) => good.subarray(0, good.length / 2)],
    ['one byte less', (good) => good.subarray(0, -1)],
    ['one byte more', (good) => Buffer.concat([good, Buffer.of(0)])],
    ['a later time', (good) => flip(good, 18)],
    ['another seal', (good) => flip(good, 25)],
    ['another length of the key', (good) => flip(good, 55)],
    ['another key', (good) => flip(good, 57)],
    ['absence in place of a value', (good) => flip(good, good.length - 2)],
    ['another value', (good) => flip(good, good.length - 1)],
    ['packed bytes that are none, well sealed', () => sealed(Buffer.from([2, 1, 2, 3]))],
    ['a kind of value that is not known, well sealed', () => sealed(Buffer.from([9, 1, 2, 3]))],
    ['no value at all, well sealed', () => sealed(Buffer.of())],
    [
      'what would unpack to more than it may, well sealed',
      () => sealed(Buffer.concat([Buffer.of(2), gzipSync(Buffer.alloc(70 * 1024 * 1024))])),
    ],
  ])(
    'a corrupt entry (%s) is a miss, costs no other of its batch, and is no failure',
    async (_what, corrupt) => {
      await using replica = await open();
      await replica.cache.setMany(
        new Map([
          ['good', entry],
          ['bad', entry],
        ]),
      );
      await replica.write('bad', corrupt(await replica.read('bad')));
      const found = await replica.cache.getMany(['bad', 'good']);
      expect(found.map(textOf)).toEqual([undefined, 'x']);
      expect(replica.connection.isUp()).toBe(true);
      expect(replica.failures.count).toBe(0);
    },
  );

  test('what stands under a key and is no entry is replaced, of another type too', async () => {
    await using replica = await open();
    await withRedis(replica.url, async (client) => {
      await client.hSet('dbt::hash', 'a', 'b');
      await client.set('dbt::text', 'zzzzzzzzzzzzzzzzzzzzzzzzzzz');
    });
    expect(await replica.cache.getMany(['hash', 'text'])).toEqual([undefined, undefined]);
    await replica.cache.setMany(
      new Map([
        ['hash', entry],
        ['text', entry],
      ]),
    );
    expect((await replica.cache.getMany(['hash', 'text'])).map(textOf)).toEqual(['x', 'x']);
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'an entry without a time that can be compared (%d) is not kept',
    async (readAtMs) => {
      await using replica = await open();
      await replica.cache.setMany(
        new Map([
          ['a', entryOf('a', readAtMs)],
          ['b', entry],
        ]),
      );
      expect((await replica.cache.getMany(['a', 'b'])).map(textOf)).toEqual([undefined, 'x']);
    },
  );

  test('an entry from further ahead than clocks may differ stands in nobody’s way', async () => {
    await using replica = await open();
    const nowMs = 1_790_000_000_000;
    const cache = createRedisCache(replica.connection, { keys: [KEY], now: () => nowMs });
    await cache.setMany(
      new Map([
        ['far', entryOf('ahead', nowMs + 60_001)],
        ['near', entryOf('ahead', nowMs + 60_000)],
      ]),
    );
    await cache.setMany(
      new Map([
        ['far', entryOf('now', nowMs)],
        ['near', entryOf('now', nowMs)],
      ]),
    );
    expect((await cache.getMany(['far', 'near'])).map(textOf)).toEqual(['now', 'ahead']);
  });

  test('full: writes are refused and counted, what stands there is still read', async () => {
    await using replica = await open();
    await replica.cache.setMany(new Map([['a', entry]]));
    await withRedis(replica.url, async (client) => {
      await client.configSet('maxmemory-policy', 'noeviction');
      await client.configSet('maxmemory', '1');
    });
    await replica.cache.setMany(new Map([['b', entry]]));
    expect(replica.failures.count).toBe(1);
    expect((await replica.cache.getMany(['a', 'b'])).map(textOf)).toEqual(['x', undefined]);
    expect(replica.connection.isUp()).toBe(true);
    const coordination = createRedisCoordination(replica.connection, createLocalCoordination(Date.now));
    expect(await coordination.locks.claim('c', 1000)).toBe(true);
  });

  test('a deletion that Redis takes only in part is not told as done', async () => {
    await using replica = await open();
    await replica.cache.setMany(new Map([['a/1', entry]]));
    // It may look, and may not delete.
    await withRedis(replica.url, (client) => client.sendCommand(['ACL', 'SETUSER', 'default', '-unlink']));
    expect(await replica.cache.deleteByPrefix('a/')).toBeNull();
    await withRedis(replica.url, (client) => client.sendCommand(['ACL', 'SETUSER', 'default', '+unlink']));
    expect(await replica.cache.deleteByPrefix('a/')).toBe(1);
    await replica.connection.close();
    expect(await replica.cache.deleteByPrefix('a/')).toBeNull();
  });
});

function sealed(packed: Buffer): Buffer {
  return sealRedisEntry('bad', { readAtMs: 1, packed }, macKey) ?? Buffer.of();
}
