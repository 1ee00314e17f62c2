import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../redis/connection.ts';
import type { Timers } from '../redis/timers.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { Locks } from './lock.ts';

const CLAIM = 'dbt:claim:';
const LOCK = 'dbt:lock:';
/** A holder that dies is replaced after this and one pause of whoever waits for the lock: within 15 s when that is 5 s or less. */
const TTL_MS = 10_000;
/** Three renewals in a lock's lifetime: two of them may fail. */
const HEARTBEAT_MS = 3000;
/** Prolongs the lock where it is this holder's, and takes it again where Redis has lost it, being restarted or emptied. */
const RENEW = `
local holder = redis.call('get', KEYS[1])
if holder == ARGV[1] then redis.call('pexpire', KEYS[1], ARGV[2]) return 1 end
if not holder then redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2]) return 1 end
return 0`;
/** Deletes the lock only where it is still this holder's. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** Locks among replicas. While Redis is away, `local` decides. */
export function createRedisLocks(connection: RedisConnection, local: Locks, timers: Timers): Locks {
  const { client, run } = connection;
  const setOnce = (key: string, value: string, ttlMs: number) =>
    run(() => client.set(key, value, { condition: 'NX', expiration: { type: 'PX', value: ttlMs } }));

  return {
    async claim(name, ttlMs) {
      const answer = await setOnce(CLAIM + name, '1', ttlMs);
      if (answer === null) return false;
      // Claimed here too, so that this process remembers its claim when Redis goes away.
      const isFirstHere = await local.claim(name, ttlMs);
      return answer === 'OK' || isFirstHere;
    },

    async acquire(name) {
      const lockHere = await local.acquire(name);
      if (lockHere === null) return null;
      const key = LOCK + name;
      const holder = randomUUID();
      const sentAtMs = timers.nowMs();
      const answer = await setOnce(key, holder, TTL_MS);
      if (answer === null) {
        await lockHere.release();
        return null;
      }
      const { signal, stop } = startHeartbeat({
        // Also where Redis is away: once it is back, one of the processes that went on by themselves gets the lock, and the others lose it.
        grantedAtMs: answer === 'OK' ? sentAtMs : null,
        ttlMs: TTL_MS,
        everyMs: HEARTBEAT_MS,
        timers,
        async renew() {
          const renewed = await run(() =>
            client.eval(RENEW, { keys: [key], arguments: [holder, String(TTL_MS)] }),
          );
          return renewed === undefined ? undefined : renewed === 1;
        },
      });
      return {
        signal,
        async release() {
          stop();
          // Sent before the lock is free in this process, so that Redis gets the next caller's request after this one.
          const released = run(() => client.eval(RELEASE, { keys: [key], arguments: [holder] }));
          await lockHere.release();
          await released;
        },
      };
    },
  };
}
