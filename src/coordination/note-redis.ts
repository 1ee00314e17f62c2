import type { RedisConnection } from '../redis/connection.ts';
import { parseJson } from './json.ts';
import type { Notes } from './note.ts';

const NOTE = 'dbt:note:';

/** Notes that all replicas read. While Redis is away, a process reads in `local` what it wrote itself. */
export function createRedisNotes({ client, run }: RedisConnection, local: Notes): Notes {
  return {
    async read(name) {
      const text = await run(() => client.get(NOTE + name));
      if (text === undefined) return local.read(name);
      return typeof text === 'string' ? parseJson(text) : undefined;
    },

    write(name, value, ttlMs) {
      local.write(name, value, ttlMs);
      const text = JSON.stringify(value);
      void run(() => client.set(NOTE + name, text, { expiration: { type: 'PX', value: ttlMs } }));
    },

    delete(name) {
      local.delete(name);
      void run(() => client.del(NOTE + name));
    },
  };
}
