import { describe, expect } from 'vitest';
import { createSharedMemory } from '../../scripts/traffic/shared-memory.ts';
import { createRedisCache } from '../../src/cache/redis-cache.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { HAS_REDIS, NO_REDIS, openRedis } from '../support/redis-server.ts';
import { describeSharing } from './sharing-contract.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describeSharing('in one process', async () => {
  const together = createSharedMemory(Date.now);
  return {
    caches: [together.cache, together.cache],
    [Symbol.asyncDispose]: async () => {},
  };
});

if (!HAS_REDIS) process.stderr.write(`sharing over Redis: ${NO_REDIS}\n`);

describe.skipIf(!HAS_REDIS)('with Redis', () => {
  describeSharing('over Redis', async () => {
    const server = await openRedis(14);
    const open = () =>
      createRedisConnection({ url: server.url, log: quiet, onFailure() {}, deadlineMs: 10_000 });
    const [one, other] = [open(), open()];
    await expect.poll(() => one.isUp() && other.isUp()).toBe(true);
    return {
      caches: [createRedisCache(one), createRedisCache(other)],
      async [Symbol.asyncDispose]() {
        await one.close();
        await other.close();
        await server[Symbol.asyncDispose]();
      },
    };
  });
});
