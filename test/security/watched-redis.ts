import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createClient } from '@redis/client';
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

  return {
    url,
    async contents() {
      const places: Place[] = [{ name: 'the commands sent to Redis', content: commands.join('\n') }];
      for (const key of await client.keys('*')) {
        places.push({ name: 'a key in Redis', content: key });
        if ((await client.type(key)) !== 'string') continue;
        const text = (await client.get(key)) ?? '';
        places.push(
          { name: `the Redis entry ${key}`, content: text },
          { name: `the Redis entry ${key}`, content: await unpack(text) },
        );
      }
      return places;
    },
  };
}

/** Large entries are packed. */
async function unpack(text: string): Promise<string> {
  const packed = /gzip:([A-Za-z0-9+/=]+)/.exec(text)?.[1];
  return packed === undefined
    ? ''
    : (await promisify(gunzip)(Buffer.from(packed, 'base64'))).toString('utf8');
}
