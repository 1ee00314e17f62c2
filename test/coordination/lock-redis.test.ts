import type { RedisClientType } from '@redis/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { settled } from '../support/fake-timers.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { held } from './lock-contract.ts';
import { openRedisReplica } from './replicas.ts';

beforeAll(() => sayWhenSkipped('coordination/lock-redis.test.ts'));

const KEY = 'dbt:lock:l';
const TTL_MS = 10_000;

/** Two processes with one Redis. */
async function open(options: { readonly started?: boolean; readonly deadlineMs?: number } = {}) {
  const { started = true, deadlineMs } = options;
  const server = await startRedis({ started });
  const [one, other] = [openRedisReplica(server.url, deadlineMs), openRedisReplica(server.url, deadlineMs)];
  const bothUp = () => expect.poll(() => one.connection.isUp() && other.connection.isUp()).toBe(true);
  if (started) await bothUp();
  return {
    server,
    one,
    other,
    bothUp,
    redis: <T>(work: (client: RedisClientType) => Promise<T>) => withRedis(server.url, work),
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(REDIS_BINARY === null)('a lock on Redis', () => {
  test('its heartbeat prolongs it', async () => {
    await using fixture = await open();
    const lock = held(await fixture.one.coordination.locks.acquire('l'));
    await fixture.redis((client) => client.pExpire(KEY, 5000));
    fixture.one.timers.advance(3000);
    await expect.poll(() => fixture.redis((client) => client.pTTL(KEY))).toBeGreaterThan(5000);
    expect(await fixture.redis((client) => client.pTTL(KEY))).toBeLessThanOrEqual(TTL_MS);
    expect(lock.signal.aborted).toBe(false);
  });

  test('where its process dies it ends by itself, and is another’s within ten seconds', async () => {
    await using fixture = await open();
    held(await fixture.one.coordination.locks.acquire('l'));
    await fixture.one.connection.close();
    const lastsMs = await fixture.redis((client) => client.pTTL(KEY));
    expect(lastsMs).toBeGreaterThan(0);
    expect(lastsMs).toBeLessThanOrEqual(TTL_MS);
    expect(await fixture.other.coordination.locks.acquire('l')).toBeNull();
    // Redis's own clock cannot be turned: the rest of the lock's time is.
    await fixture.redis((client) => client.pExpire(KEY, 1));
    await expect.poll(() => fixture.other.coordination.locks.acquire('l')).not.toBeNull();
  });

  test('released, it leaves nothing behind: no key, no timer', async () => {
    await using fixture = await open();
    const lock = held(await fixture.one.coordination.locks.acquire('l'));
    expect(fixture.one.timers.count()).toBe(1);
    await lock.release();
    expect(fixture.one.timers.count()).toBe(0);
    expect(await fixture.redis((client) => client.exists(KEY))).toBe(0);
  });

  test('a holder that another has replaced is told so, and leaves the lock to the other', async () => {
    await using fixture = await open();
    const lock = held(await fixture.one.coordination.locks.acquire('l'));
    await fixture.redis((client) => client.del(KEY));
    held(await fixture.other.coordination.locks.acquire('l'));
    fixture.one.timers.advance(3000);
    await expect.poll(() => lock.signal.aborted).toBe(true);
    await lock.release();
    expect(await fixture.one.coordination.locks.acquire('l')).toBeNull();
  });

  test('emptied, Redis is told of it again by the next heartbeat', async () => {
    await using fixture = await open();
    const lock = held(await fixture.one.coordination.locks.acquire('l'));
    await fixture.redis((client) => client.flushAll());
    fixture.one.timers.advance(3000);
    await expect.poll(() => fixture.redis((client) => client.exists(KEY))).toBe(1);
    expect(await fixture.redis((client) => client.pTTL(KEY))).toBeGreaterThan(0);
    expect(await fixture.other.coordination.locks.acquire('l')).toBeNull();
    expect(lock.signal.aborted).toBe(false);
  });

  test('a holder that cannot reach Redis for the lock’s lifetime is told that it has lost it', async () => {
    await using fixture = await open();
    const lock = held(await fixture.one.coordination.locks.acquire('l'));
    await fixture.server.kill();
    await expect.poll(fixture.one.connection.isUp).toBe(false);
    for (let second = 0; second < 9; second++) {
      fixture.one.timers.advance(1000);
      await settled();
    }
    expect(lock.signal.aborted).toBe(false);
    fixture.one.timers.advance(1000);
    await settled();
    expect(lock.signal.aborted).toBe(true);
  });

  test('while Redis is away each process decides for itself; once it is back, one of them keeps the lock', async () => {
    await using fixture = await open({ started: false });
    const { one, other } = fixture;
    const locks = [
      held(await one.coordination.locks.acquire('l')),
      held(await other.coordination.locks.acquire('l')),
    ];
    expect(await one.coordination.locks.acquire('l')).toBeNull();
    await fixture.server.start();
    await fixture.bothUp();
    one.timers.advance(3000);
    other.timers.advance(3000);
    const lost = () => locks.filter(({ signal }) => signal.aborted);
    await expect.poll(() => lost().length).toBe(1);
    for (const lock of lost()) await lock.release();
    expect(await one.coordination.locks.acquire('l')).toBeNull();
    expect(await other.coordination.locks.acquire('l')).toBeNull();
  });
  test('granted too late, it is held all the same, and released where it stands', async () => {
    await using fixture = await open({ deadlineMs: 200 });
    fixture.server.hang();
    const lock = held(await fixture.one.coordination.locks.acquire('l'));
    fixture.server.resume();
    await expect.poll(() => fixture.redis((client) => client.exists(KEY))).toBe(1);
    await lock.release();
    await expect.poll(() => fixture.redis((client) => client.exists(KEY))).toBe(0);
  });
});
