import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import { z } from 'zod';
import type { Entry, SharedCache } from './entry.ts';
import type { RedisConnection } from './redis-connection.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** An index of thousands of nodes shrinks to a tenth; below this size packing costs more than it saves. */
const COMPRESS_FROM_BYTES = 16 * 1024;
/** Somewhat longer than facts may be served, so that the age rule decides and not the server. */
const TTL_MS = 25 * 60 * 60 * 1000;
const NAMESPACE = 'dbt';
const ADMIN_DEADLINE_MS = 5000;
/** Bounds what one hostile or corrupt entry can make of a few packed bytes. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** What stands in the shared cache; anything else is corrupt, or of a version that this one does not know, and counts as a miss. */
const stored = z.object({ value: z.unknown(), readAtMs: z.number() });

/** The cache that replicas share, on Redis through Keyv: one MGET for each batch, misses instead of errors, writes behind the answer. */
export function createRedisCache(connection: RedisConnection): SharedCache {
  // The adapter and Keyv would each put a namespace in front; and each turns failures into misses of its own kind unless told to throw.
  const adapter = new KeyvRedis(connection.client, { throwOnErrors: true, throwOnConnectError: false });
  const keyv = new Keyv({
    store: adapter,
    namespace: NAMESPACE,
    useKeyPrefix: false,
    throwOnErrors: true,
    serialize: JSON.stringify,
    deserialize: parseOrMiss,
  });
  keyv.on('error', () => undefined);

  return {
    async getMany(keys) {
      if (keys.length === 0) return [];
      const texts = await connection.run(() => keyv.getMany<string>([...keys]));
      if (texts === undefined) return keys.map(() => undefined);
      return Promise.all(texts.map((text) => unpack(text)));
    },

    async setMany(entries) {
      if (!connection.isUp()) return;
      const packed = await pack(entries);
      await connection.run(
        () => keyv.setMany(packed.map(([key, value]) => ({ key, value, ttl: TTL_MS }))),
        ADMIN_DEADLINE_MS,
      );
    },

    async deleteByPrefix(prefix) {
      const pattern = `${NAMESPACE}::${escapeGlob(prefix)}*`;
      const deleted = await connection.run(() => deleteMatching(connection, pattern), ADMIN_DEADLINE_MS);
      return deleted ?? null;
    },
  };
}

/** One corrupt entry must cost no other of its batch, so it is not thrown. */
function parseOrMiss<T>(text: string): { readonly value: T } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'value' in parsed
      ? (parsed as { value: T })
      : undefined;
  } catch {
    return undefined;
  }
}

async function pack(entries: ReadonlyMap<string, Entry<unknown>>): Promise<[string, string][]> {
  return Promise.all(
    [...entries].map(async ([key, entry]): Promise<[string, string]> => {
      const text = JSON.stringify(entry);
      if (text.length < COMPRESS_FROM_BYTES) return [key, text];
      return [key, `gzip:${(await compress(text)).toString('base64')}`];
    }),
  );
}

async function unpack(text: unknown): Promise<Entry<unknown> | undefined> {
  if (typeof text !== 'string') return undefined;
  try {
    const json = text.startsWith('gzip:')
      ? (
          await decompress(Buffer.from(text.slice('gzip:'.length), 'base64'), {
            maxOutputLength: MAX_UNPACKED_BYTES,
          })
        ).toString('utf8')
      : text;
    const parsed = stored.safeParse(JSON.parse(json));
    return parsed.success ? { value: parsed.data.value ?? null, readAtMs: parsed.data.readAtMs } : undefined;
  } catch {
    return undefined;
  }
}

async function deleteMatching({ client }: RedisConnection, pattern: string): Promise<number> {
  let deleted = 0;
  for await (const keys of client.scanIterator({ MATCH: pattern, COUNT: 1000 })) {
    if (keys.length > 0) deleted += await client.unlink(keys);
  }
  return deleted;
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}
