import { describe, expect, test } from 'vitest';
import { createSharedMemory } from '../../scripts/traffic/shared-memory.ts';
import { createLocalCoordination } from '../../src/cache/coordination.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/cache/redis-connection.ts';
import { createRedisCoordination } from '../../src/cache/redis-coordination.ts';
import { toSharedCache } from '../../src/cache/to-shared-cache.ts';
import { NO_REDIS, REDIS_BINARY, startRedis, withRedis } from './redis-server.ts';
import { KEY } from './sealed-cache-contract.ts';
import { describeSharing } from './sharing-contract.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describeSharing('in one process', async () => {
  const together = createSharedMemory(Date.now);
  return {
    caches: [together.cache, together.cache],
    coordinations: [together.coordinate(), together.coordinate()],
    [Symbol.asyncDispose]: async () => {},
  };
});

const named = process.env.TEST_REDIS_URL;
if (REDIS_BINARY === null && (named === undefined || named === '')) {
  process.stderr.write(`sharing over Redis: ${NO_REDIS}\n`);
} else {
  describeSharing('over Redis', async () => {
    const own = named === undefined || named === '' ? await startRedis() : null;
    const url = own?.url ?? named ?? '';
    if (own === null) await withRedis(url, (client) => client.flushDb());
    const connections = [0, 1].map(() => createRedisConnection({ url, log: quiet, onFailure() {} }));
    const [one, other] = connections;
    if (one === undefined || other === undefined) throw new Error('two connections were made');
    await expect.poll(() => one.isUp() && other.isUp()).toBe(true);
    const local = createLocalCoordination(Date.now);
    return {
      caches: [
        toSharedCache(createRedisCache(one, { keys: [KEY] })),
        toSharedCache(createRedisCache(other, { keys: [KEY] })),
      ],
      coordinations: [createRedisCoordination(one, local), createRedisCoordination(other, local)],
      async [Symbol.asyncDispose]() {
        for (const connection of connections) await connection.close();
        await own?.[Symbol.asyncDispose]();
      },
    };
  });
}

describe('a process alone', () => {
  test('has every claim but the ones it made itself, until they end or its clock was set back', async () => {
    const clock = { nowMs: 1000 };
    const alone = createLocalCoordination(() => clock.nowMs);
    expect(await alone.claim('c', 100)).toBe(true);
    expect(await alone.claim('c', 100)).toBe(false);
    clock.nowMs += 100;
    expect(await alone.claim('c', 100)).toBe(true);
    clock.nowMs -= 50;
    expect(await alone.claim('c', 100)).toBe(true);
  });

  test('always works, and shares nothing', async () => {
    const alone = createLocalCoordination(Date.now);
    expect(await alone.runExclusively('w', 1, async () => {})).toBe(true);
    expect(await alone.count('n', 'm', 1)).toBeNull();
    alone.write('note', 1, 1000);
    expect(await alone.read('note')).toBeUndefined();
  });
});
