import type { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect } from 'vitest';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { silent } from '../integrations/builders.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { createDiskPlace, type DiskPlace, withDatabase } from './disk-fixture.ts';
import { describeOuterCache } from './outer-cache-contract.ts';
import { describeSealedCache, KEY } from './sealed-cache-contract.ts';

beforeAll(() => sayWhenSkipped('outer-cache.test.ts'));

describeOuterCache('the stand-in for tests', async () => {
  const cache = createOuterMemory();
  return { caches: [cache, cache], [Symbol.asyncDispose]: async () => {} };
});

describeOuterCache('a cache file', async () => {
  const place = createDiskPlace();
  // One after the other: of two that make a file at the same time one finds it locked, and misses for a second.
  const one = await openWhole(place);
  return { caches: [one, await openWhole(place)], [Symbol.asyncDispose]: place[Symbol.asyncDispose] };
});

async function openWhole(place: DiskPlace): Promise<OuterCache> {
  const cache = place.open();
  await cache.getMany(['opened']);
  return cache;
}

describeSealedCache('a cache file that others can write to', async () => {
  const place = createDiskPlace();
  let cache = place.open();
  return {
    async openWith(keys) {
      await cache.close();
      cache = place.open({ keys });
      return cache;
    },
    async copy(from, to) {
      const [fromPlace, toPlace] = [from, to].map((key) =>
        Buffer.from(`${key.split('/').slice(0, 6).join('/')}/`),
      );
      withDatabase(place.path, (db) => copyRow(db, fromPlace ?? Buffer.of(), toPlace ?? Buffer.of()));
    },
    [Symbol.asyncDispose]: place[Symbol.asyncDispose],
  };
});

if (REDIS_BINARY !== null) {
  describeOuterCache('Redis', async () => {
    const redis = await openRedis();
    const [one, other] = [await redis.connect(), await redis.connect()];
    const caches = [
      createRedisCache(one, { keys: [KEY] }),
      createRedisCache(other, { keys: [KEY] }),
    ] as const;
    return { caches, [Symbol.asyncDispose]: redis[Symbol.asyncDispose] };
  });

  describeSealedCache('a Redis that others can write to', async () => {
    const redis = await openRedis();
    const connection = await redis.connect();
    return {
      openWith: async (keys) => createRedisCache(connection, { keys }),
      copy: (from, to) =>
        withRedis(redis.url, async (client) => {
          expect(await client.copy(`dbt::${from}`, `dbt::${to}`, { REPLACE: true })).toBe(1);
        }),
      [Symbol.asyncDispose]: redis[Symbol.asyncDispose],
    };
  });
}

/** All of a row but its name and its place: the one row that stands at each of them. */
function copyRow(db: DatabaseSync, from: Buffer, to: Buffer): void {
  const { changes } = db
    .prepare(
      `UPDATE entries SET (read_at, written_at, bytes, value) =
         (SELECT read_at, written_at, bytes, value FROM entries WHERE place = ?) WHERE place = ?`,
    )
    .run(from, to);
  expect(Number(changes)).toBe(1);
}

/** Readers wait as long as a busy machine needs. */
async function openRedis() {
  const server = await startRedis();
  const opened: { close(): Promise<void> }[] = [];
  return {
    url: server.url,
    async connect() {
      const connection = createRedisConnection({
        url: server.url,
        log: silent,
        onFailure() {},
        deadlineMs: PATIENT_MS,
      });
      opened.push(connection);
      await expect.poll(connection.isUp).toBe(true);
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const connection of opened) await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
