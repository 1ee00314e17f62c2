import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createClient, RESP_TYPES } from '@redis/client';
import { onTestFinished } from 'vitest';
import { REDIS_BINARY, startRedis } from '../support/redis-server.ts';
import type { Place } from './traces.ts';

export interface WatchedRedis {
  readonly url: string;
  /** Every command that it was sent so far, and every entry that it holds. */
  contents(): Promise<readonly Place[]>;
}

/** A Redis of the test's own, whose traffic is listened to; null where none is installed. */
export async function watchRedis(): Promise<WatchedRedis | null> {
  if (REDIS_BINARY === null) return null;
  const server = await startRedis();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { url } = server;
  const client = await createClient({ url }).connect();
  const listener = await createClient({ url }).connect();
  const commands: string[] = [];
  await listener.monitor((command) => commands.push(String(command)));
  onTestFinished(() => {
    client.destroy();
    listener.destroy();
  });

  const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const readBytes = async (key: string): Promise<Buffer> => (await bytes.get(key)) ?? Buffer.of();

  return {
    url,
    async contents() {
      const places: Place[] = [{ name: 'the commands sent to Redis', content: commands.join('\n') }];
      for (const key of await client.keys('*')) {
        places.push({ name: 'a key in Redis', content: key });
        if ((await client.type(key)) !== 'string') continue;
        const entry = await readBytes(key);
        places.push(
          { name: `the Redis entry ${key}`, content: entry },
          { name: `the Redis entry ${key}, unpacked`, content: await unpack(entry) },
        );
      }
      return places;
    },
  };
}

/** Large entries are packed: behind head, seal and key stands a 2. */
async function unpack(entry: Buffer): Promise<Buffer> {
  if (!entry.subarray(0, 3).equals(Buffer.from('e2:'))) return Buffer.of();
  const valueAt = 56 + entry.readUInt32BE(52);
  return entry[valueAt] === 2 ? promisify(gunzip)(entry.subarray(valueAt + 1)) : Buffer.of();
}
