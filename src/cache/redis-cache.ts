import { createSecretKey, type KeyObject } from 'node:crypto';
import KeyvRedis from '@keyv/redis';
import { RESP_TYPES, type RedisClientType } from '@redis/client';
import Keyv from 'keyv';
import type { RedisConnection } from '../redis/connection.ts';
import { CLOCK_TOLERANCE_MS } from './entry.ts';
import { type CacheObserver, type OuterCache, observeOperations, type StoredEntry } from './outer-cache.ts';
import { packBytes, unpackBytes } from './packed-bytes.ts';
import { HEAD_BYTES, openRedisEntry, sealRedisEntry } from './redis-entry.ts';

export interface RedisCacheOptions {
  /** For this purpose alone: the first one signs entries, every one is accepted. */
  readonly keys: readonly { readonly id: string; readonly key: Uint8Array }[];
  readonly now?: () => number;
  readonly observer?: CacheObserver;
}

/** Somewhat longer than facts may be served, so that the age rule decides and not the server. */
const TTL_MS = 25 * 60 * 60 * 1000;
const NAMESPACE = 'dbt';
/** For each command that no reader waits for. */
const ADMIN_DEADLINE_MS = 5000;
const SCAN_COUNT = 1000;
/** What one run of the script writes, at most: Redis does nothing else meanwhile. */
const SCRIPT_KEYS = 500;
const SCRIPT_BYTES = 8 * 1024 * 1024;

/**
 * Compare and set: writes each entry unless the one that stands there was read later. Whatever else stands there (nothing, an entry of
 * another version, another type, one from further ahead than clocks may differ) is replaced. Sixteen digits are exact as a double.
 * ARGV[1] is the time to live, ARGV[2] the latest time that is believed.
 */
const SET_NEWER = `
for i, key in ipairs(KEYS) do
  local entry = ARGV[i + 2]
  local held = redis.pcall('GETRANGE', key, 0, ${HEAD_BYTES - 1})
  local heldAt = type(held) == 'string' and #held == ${HEAD_BYTES} and string.match(held, '^e2:(%d+):$')
  local heldAtMs = heldAt and tonumber(heldAt)
  if not heldAtMs or heldAtMs <= tonumber(string.sub(entry, 4, ${HEAD_BYTES - 1})) or heldAtMs > tonumber(ARGV[2]) then
    redis.call('SET', key, entry, 'PX', ARGV[1])
  end
end`;

type Sealed = readonly [key: string, entry: Buffer];

/** The cache that replicas share, on Redis, read through Keyv: one MGET for each batch, misses instead of errors. The connection is its owner's to close. */
export function createRedisCache(connection: RedisConnection, options: RedisCacheOptions): OuterCache {
  const { keys, now = Date.now } = options;
  const observe = observeOperations(options.observer);
  // Objects, since bytes would be made one with each HMAC.
  const macKeys = keys.map(({ key }) => createSecretKey(key));
  const [signingKey] = macKeys;
  if (signingKey === undefined) throw new Error('At least one key is needed.');
  // Entries are bytes, which a text would not keep.
  const client = connection.client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  // The adapter and Keyv would each put a namespace in front; and each turns failures into misses of its own kind unless told to throw.
  const adapter = new KeyvRedis(client as unknown as RedisClientType, {
    throwOnErrors: true,
    throwOnConnectError: false,
  });
  const keyv = new Keyv({ store: adapter, namespace: NAMESPACE, useKeyPrefix: false, throwOnErrors: true });
  keyv.on('error', () => undefined);

  /** Asked before the operation: what a Redis that is away was not asked has not failed. */
  const outcomeOfFailure = () => (connection.isUp() ? 'failed' : 'skipped');
  const skip = () => observe('set', async () => ({ outcome: 'skipped', result: undefined }));

  async function open(key: string, sealed: unknown): Promise<StoredEntry | undefined> {
    if (!(sealed instanceof Uint8Array)) return undefined;
    const entry = openRedisEntry(key, sealed, macKeys);
    const value = entry === undefined ? undefined : await unpackBytes(entry.packed);
    return entry === undefined || value === undefined ? undefined : { ...value, readAtMs: entry.readAtMs };
  }

  async function seal(
    key: string,
    { bytes, readAtMs }: StoredEntry,
    withKey: KeyObject,
  ): Promise<Sealed | undefined> {
    const packed = await packBytes(bytes);
    const sealed = packed === undefined ? undefined : sealRedisEntry(key, { readAtMs, packed }, withKey);
    return sealed === undefined ? undefined : [`${NAMESPACE}::${key}`, sealed];
  }

  return {
    async getMany(asked) {
      if (asked.length === 0) return [];
      const held = await observe('get', async () => {
        // Raw, since Keyv's own envelope of JSON holds no bytes.
        const run = () => keyv.getMany([...asked], { raw: true });
        const whenFailed = outcomeOfFailure();
        const result: readonly unknown[] | undefined = await connection.run(run);
        return { outcome: result === undefined ? whenFailed : 'ok', result };
      });
      return Promise.all(asked.map((key, position) => open(key, held?.[position])));
    },

    async setMany(entries) {
      if (!connection.isUp()) return skip();
      const sealed = await Promise.all([...entries].map(([key, entry]) => seal(key, entry, signingKey)));
      const runs = split(sealed.filter((entry) => entry !== undefined));
      await observe('set', async () => {
        const whenFailed = outcomeOfFailure();
        // Sent one behind the other, without waiting in between.
        const written = await connection.run(
          () => Promise.all(runs.map((run) => setNewer(connection, run, now() + CLOCK_TOLERANCE_MS))),
          ADMIN_DEADLINE_MS,
        );
        return { outcome: written === undefined ? whenFailed : 'ok', result: undefined };
      });
    },

    deleteByPrefix: (prefix) =>
      observe('delete', async () => {
        const whenFailed = outcomeOfFailure();
        const result = await deleteAll(prefix);
        return { outcome: result === null ? whenFailed : 'ok', result };
      }),

    close: async () => {},
  };

  async function deleteAll(prefix: string): Promise<number | null> {
    const MATCH = `${NAMESPACE}::${escapeGlob(prefix)}*`;
    let deleted = 0;
    let cursor = '0';
    do {
      const page = await connection.run(
        () => connection.client.scan(cursor, { MATCH, COUNT: SCAN_COUNT }),
        ADMIN_DEADLINE_MS,
      );
      if (page === undefined) return null;
      if (page.keys.length > 0) {
        const gone = await connection.run(() => connection.client.unlink(page.keys), ADMIN_DEADLINE_MS);
        if (gone === undefined) return null;
        deleted += gone;
      }
      cursor = page.cursor;
    } while (cursor !== '0');
    return deleted;
  }
}

async function setNewer(
  { client }: RedisConnection,
  run: readonly Sealed[],
  latestMs: number,
): Promise<void> {
  await client.eval(SET_NEWER, {
    keys: run.map(([key]) => key),
    arguments: [String(TTL_MS), String(latestMs), ...run.map(([, entry]) => entry)],
  });
}

function split(entries: readonly Sealed[]): readonly (readonly Sealed[])[] {
  const runs: Sealed[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run === undefined || run.length >= SCRIPT_KEYS || bytes + entry[1].byteLength > SCRIPT_BYTES) {
      runs.push([entry]);
      bytes = entry[1].byteLength;
    } else {
      run.push(entry);
      bytes += entry[1].byteLength;
    }
  }
  return runs;
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}
