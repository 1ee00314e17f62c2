import type { RedisConnection } from '../redis/connection.ts';
import { type Counters, once } from './counter.ts';

const COUNTER = 'dbt:counter:';
/** A counter that has ended must not begin anew below zero, and without an end. */
const GIVE_BACK = `
if tonumber(redis.call('get', KEYS[1]) or '0') > 0 then return redis.call('decr', KEYS[1]) end
return 0`;

/** Counters of all replicas together. Null while Redis is away: a count of this process alone would pass for one of all. */
export function createRedisCounters({ client, run }: RedisConnection): Counters {
  return {
    async add(name, otherName, ttlMs) {
      const answer = await run(() =>
        client
          .multi()
          .incr(COUNTER + name)
          .pExpire(COUNTER + name, ttlMs)
          .get(COUNTER + otherName)
          .exec(),
      );
      if (answer === undefined) return null;
      return {
        count: Number(answer[0]),
        other: Number(answer[2] ?? 0),
        giveBack: once(() => void run(() => client.eval(GIVE_BACK, { keys: [COUNTER + name] }))),
      };
    },
    async read(names) {
      const answer = await run(() => client.mGet(names.map((name) => COUNTER + name)));
      return answer === undefined ? null : answer.map((count) => Number(count ?? 0));
    },
  };
}
