import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../integrations/builders.ts';
import {
  REDIS_BINARY,
  type RedisServer,
  sayWhenSkipped,
  startRedis,
  withRedis,
} from '../support/redis-server.ts';
import { type System, startSystem, TABLES } from './system.ts';

beforeAll(() => sayWhenSkipped('faults/purges.test.ts'));

const HOUR_MS = 60 * 60_000;
const REMOVE = 'mutation { removeDbtIntegration { removed purgedEntries userErrors { code } } }';
const SOON = { interval: 50 };

/** Keys of what was read with integrations. */
const stored = ({ url }: RedisServer) =>
  withRedis(url, async (client) => (await client.keys('dbt::*')).filter((key) => key.includes('/')).sort());

/** What stands in Redis when everything that was read has arrived there. */
async function storedBy({ one }: System, redis: RedisServer): Promise<readonly string[]> {
  let before: readonly string[] = [];
  await expect
    .poll(async () => {
      before = await stored(redis);
      await one.page();
      return before.length > TABLES.length && (await stored(redis)).length === before.length;
    }, SOON)
    .toBe(true);
  return before;
}

/** Redis as it is kept by operators: what stands there is on disk, and there again after a crash. */
async function startDurableRedis() {
  const folder = temporaryFolder();
  const redis = await startRedis({ settings: ['--dir', folder.path] });
  return {
    ...redis,
    async saveAndKill() {
      await withRedis(redis.url, (client) => client.sendCommand(['SAVE']));
      await redis.kill();
    },
    async [Symbol.asyncDispose]() {
      await redis.kill();
      folder[Symbol.dispose]();
    },
  };
}

describe.skipIf(REDIS_BINARY === null)('what was read with an integration', () => {
  test('removing the integration counts what was deleted from Redis', async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ redisUrl: redis.url });
    const before = await storedBy(system, redis);
    const { data } = await system.one.query(REMOVE);
    expect(data.removeDbtIntegration).toEqual({
      removed: true,
      purgedEntries: before.length,
      userErrors: [],
    });
    expect(await stored(redis)).toEqual([]);
  });

  test('Redis is gone when the integration is removed, and back an hour and a restart later: no entry is left', async () => {
    await using redis = await startDurableRedis();
    await using system = await startSystem({ redisUrl: redis.url });
    const before = await storedBy(system, redis);
    await redis.saveAndKill();
    const { data } = await system.one.query(REMOVE);
    expect(data.removeDbtIntegration).toEqual({ removed: true, purgedEntries: 0, userErrors: [] });
    await system.one.stop();

    system.clock.turn(HOUR_MS);
    const next = await system.startReplica();
    await expect.poll(() => next.log.text, SOON).toContain('this is repeated until they are');
    await redis.start();
    expect(await stored(redis)).toEqual(before);
    await expect.poll(() => stored(redis), SOON).toEqual([]);
    expect(new Set((await next.page()).statuses)).toEqual(new Set(['NOT_CONFIGURED']));
  });

  test('Redis is gone when facts are refreshed, and back: the old ones go, the new ones stay', async () => {
    await using redis = await startDurableRedis();
    await using system = await startSystem({ redisUrl: redis.url });
    const before = await storedBy(system, redis);
    await redis.saveAndKill();
    const { data } = await system.one.query('mutation { refreshDbtMetadata { integration { revision } } }');
    expect(data.refreshDbtMetadata).toEqual({ integration: { revision: 3 } });
    await redis.start();
    const next = await system.startReplica();
    expect((await next.page()).codes).toEqual([]);
    const renewed = before.map((key) => key.replace('/2/', '/3/'));
    await expect.poll(() => stored(redis), SOON).toEqual(renewed);
  });
});
