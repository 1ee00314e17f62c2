import { expect, test } from 'vitest';
import { startHeartbeat } from '../../src/coordination/heartbeat.ts';
import { createFakeTimers, settled } from '../support/fake-timers.ts';

const TTL_MS = 10_000;
const EVERY_MS = 3000;

/** A lock that was granted when the clock stood at 0, or was not granted yet. */
function start(isGranted = true) {
  const timers = createFakeTimers();
  const startMs = timers.nowMs();
  const renewals: number[] = [];
  const redis = { answer: true as boolean | undefined };
  const heartbeat = startHeartbeat({
    grantedAtMs: isGranted ? startMs : null,
    ttlMs: TTL_MS,
    everyMs: EVERY_MS,
    timers,
    async renew() {
      renewals.push(timers.nowMs() - startMs);
      return redis.answer;
    },
  });
  return {
    timers,
    redis,
    renewals,
    heartbeat,
    isLost: () => heartbeat.signal.aborted,
    async pass(ms: number): Promise<void> {
      for (let second = 0; second < ms; second += 500) {
        timers.advance(500);
        await settled();
      }
    },
  };
}

test('a lock is renewed every three seconds for as long as it is held', async () => {
  const lock = start();
  await lock.pass(60_000);
  expect(lock.renewals).toHaveLength(20);
  expect(lock.renewals.slice(0, 3)).toEqual([3000, 6000, 9000]);
  expect(lock.isLost()).toBe(false);
});

test('a lock that is another process’s is lost at once', async () => {
  const lock = start();
  await lock.pass(4000);
  lock.redis.answer = false;
  await lock.pass(2000);
  expect(lock.isLost()).toBe(true);
  await lock.pass(20_000);
  expect(lock.renewals).toEqual([3000, 6000]);
  expect(lock.timers.count()).toBe(0);
});

test('a lock that cannot be renewed is lost at the end of its lifetime, and not before', async () => {
  const lock = start();
  await lock.pass(3500);
  lock.redis.answer = undefined;
  // Last granted at 3000.
  await lock.pass(9000);
  expect(lock.isLost()).toBe(false);
  await lock.pass(500);
  expect(lock.isLost()).toBe(true);
  expect(lock.renewals).toEqual([3000, 6000, 9000, 12_000]);
  expect(lock.timers.count()).toBe(0);
});

test('renewals that fail are made good by one that succeeds', async () => {
  const lock = start();
  lock.redis.answer = undefined;
  await lock.pass(8500);
  lock.redis.answer = true;
  await lock.pass(1000);
  lock.redis.answer = undefined;
  await lock.pass(9000);
  expect(lock.isLost()).toBe(false);
  await lock.pass(500);
  expect(lock.isLost()).toBe(true);
});

test('a process that was blocked for the whole lifetime has lost the lock, whatever Redis would say', async () => {
  const lock = start();
  lock.timers.block(TTL_MS);
  await settled();
  expect(lock.isLost()).toBe(true);
  expect(lock.renewals).toEqual([]);
});

test('a lock that Redis has not granted yet is not lost for want of Redis; another’s claim ends it', async () => {
  const lock = start(false);
  lock.redis.answer = undefined;
  await lock.pass(60_000);
  expect(lock.isLost()).toBe(false);
  lock.redis.answer = false;
  await lock.pass(3000);
  expect(lock.isLost()).toBe(true);
});

test('stopped, it renews nothing, leaves no timer, and a late answer changes nothing', async () => {
  const timers = createFakeTimers();
  const answer = Promise.withResolvers<boolean>();
  const { signal, stop } = startHeartbeat({
    grantedAtMs: timers.nowMs(),
    ttlMs: TTL_MS,
    everyMs: EVERY_MS,
    timers,
    renew: () => answer.promise,
  });
  timers.advance(EVERY_MS);
  stop();
  answer.resolve(false);
  await settled();
  expect(timers.count()).toBe(0);
  expect(signal.aborted).toBe(false);
});
