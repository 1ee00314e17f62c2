import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { gatherReads } from '../../src/cache/gather-reads.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { silent } from '../integrations/builders.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { entryOf, textOf } from './outer-cache-contract.ts';
import { KEY } from './sealed-cache-contract.ts';

beforeAll(() => sayWhenSkipped('gather-reads.test.ts'));

function createCounted() {
  const outer = createOuterMemory();
  const asked: (readonly string[])[] = [];
  const gathered = gatherReads({
    ...outer,
    getMany(keys) {
      asked.push([...keys]);
      return outer.getMany(keys);
    },
  });
  return { outer, asked, gathered };
}

test('what is asked in one turn is one question, and each asker gets his own answers in his own order', async () => {
  const { outer, asked, gathered } = createCounted();
  await outer.setMany(new Map(['a', 'b', 'c'].map((key) => [key, entryOf(`value of ${key}`, 1)])));
  const found = await Promise.all([
    gathered.getMany(['c', 'none']),
    gathered.getMany([]),
    gathered.getMany(['a', 'c']),
    gathered.getMany(['b']),
  ]);
  expect(found.map((entries) => entries.map(textOf))).toEqual([
    ['value of c', undefined],
    [],
    ['value of a', 'value of c'],
    ['value of b'],
  ]);
  expect(asked).toEqual([['c', 'none', 'a', 'c', 'b']]);
});

test('what is asked after the turn, while an answer is on its way, is a question of its own', async () => {
  const { asked, gathered } = createCounted();
  const first = gathered.getMany(['a']);
  await setImmediate();
  const second = gathered.getMany(['b']);
  await Promise.all([first, second]);
  expect(asked).toEqual([['a'], ['b']]);
});

test('asking for nothing asks nothing', async () => {
  const { asked, gathered } = createCounted();
  expect(await gathered.getMany([])).toEqual([]);
  await setImmediate();
  expect(asked).toEqual([]);
});

test('as many keys as there are nodes in a large project are gathered', async () => {
  const { asked, gathered } = createCounted();
  const many = Array.from({ length: 200_000 }, (_, n) => `${n}`);
  const [found] = await Promise.all([gathered.getMany(many), gathered.getMany(['a'])]);
  expect(found).toHaveLength(200_000);
  expect(asked.map(({ length }) => length)).toEqual([200_001]);
});

describe.skipIf(REDIS_BINARY === null)('on Redis', () => {
  test('the readers of one turn are one MGET', async () => {
    await using server = await startRedis();
    const connection = createRedisConnection({
      url: server.url,
      log: silent,
      onFailure() {},
      deadlineMs: PATIENT_MS,
    });
    try {
      await expect.poll(connection.isUp).toBe(true);
      const cache = gatherReads(createRedisCache(connection, { keys: [KEY] }));
      await cache.setMany(new Map(['a', 'b', 'c'].map((key) => [key, entryOf(key, 1)])));
      const found = await Promise.all(['c', 'a', 'b'].map((key) => cache.getMany([key])));
      expect(found.flat().map(textOf)).toEqual(['c', 'a', 'b']);
      const stats = await withRedis(server.url, (client) => client.info('commandstats'));
      expect(/cmdstat_mget:calls=(\d+)/.exec(stats)?.[1]).toBe('1');
      expect(stats).not.toContain('cmdstat_get:');
    } finally {
      await connection.close();
    }
  });
});
