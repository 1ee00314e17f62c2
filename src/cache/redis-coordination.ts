import { randomUUID } from 'node:crypto';
import type { Coordination } from './coordination.ts';
import type { RedisConnection } from './redis-connection.ts';

const PREFIX = 'dbt:together:';
const CHANNEL = 'dbt:together';
/** Deletes the lock only where it is still this holder's. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
/** A counter that has ended must not begin anew below zero, and without an end. */
const GIVE_BACK = `if redis.call('exists', KEYS[1]) == 1 then return redis.call('decr', KEYS[1]) end return 0`;

/** Coordination on the shared server; `local` takes over whatever cannot be agreed on while the server is away. */
export function createRedisCoordination(connection: RedisConnection, local: Coordination): Coordination {
  const { client, run } = connection;
  const sender = randomUUID();
  const setOnce = (name: string, value: string, ttlMs: number) =>
    run(() =>
      client.set(PREFIX + name, value, { condition: 'NX', expiration: { type: 'PX', value: ttlMs } }),
    );

  return {
    async claim(name, ttlMs) {
      const answer = await setOnce(name, sender, ttlMs);
      return answer === undefined ? local.claim(name, ttlMs) : answer === 'OK';
    },

    async runExclusively(name, ttlMs, work) {
      const holder = randomUUID();
      const answer = await setOnce(name, holder, ttlMs);
      if (answer === null) return false;
      try {
        await work();
      } finally {
        if (answer !== undefined) {
          void run(() => client.eval(RELEASE, { keys: [PREFIX + name], arguments: [holder] }));
        }
      }
      return true;
    },

    async count(name, otherName, ttlMs) {
      const answer = await run(() =>
        client
          .multi()
          .incr(PREFIX + name)
          .pExpire(PREFIX + name, ttlMs)
          .get(PREFIX + otherName)
          .exec(),
      );
      if (answer === undefined) return null;
      return {
        count: Number(answer[0]),
        other: Number(answer[2] ?? 0),
        giveBack: () => void run(() => client.eval(GIVE_BACK, { keys: [PREFIX + name] })),
      };
    },

    async read(name) {
      const text = await run(() => client.get(PREFIX + name));
      return typeof text === 'string' ? parseJson(text) : undefined;
    },

    write(name, value, ttlMs) {
      void run(() =>
        client.set(PREFIX + name, JSON.stringify(value), { expiration: { type: 'PX', value: ttlMs } }),
      );
    },

    publish(message) {
      void run(() => client.publish(CHANNEL, JSON.stringify({ sender, message })));
    },

    subscribe(listener) {
      // A connection that listens can do nothing else, so it is one of its own; it comes back by itself.
      const subscriber = client.duplicate();
      subscriber.on('error', () => undefined);
      client.once('end', () => subscriber.destroy());
      subscriber
        .connect()
        .then(() =>
          subscriber.subscribe(CHANNEL, (text) => {
            const envelope = parseJson(text);
            if (typeof envelope !== 'object' || envelope === null || !('message' in envelope)) return;
            if (!('sender' in envelope) || envelope.sender === sender) return;
            listener(envelope.message);
          }),
        )
        .catch(() => undefined);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
