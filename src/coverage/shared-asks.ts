import { createSecretKey, type KeyObject } from 'node:crypto';
import { inSlices } from '../cache/slices.ts';
import { relationTargetText } from '../loaders/table-target.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { HOUR_MS, HOURS, hoursUpTo, startOfHour } from './hour-counts.ts';
import type { HourOfTable, KeyedTarget } from './merged-asks.ts';
import { openTarget, sealTarget } from './sealed-target.ts';

/** What all replicas have counted. Nothing here rejects: while the store is away, it says so. */
export interface SharedAsks {
  /** Adds what one process has counted in an hour, once however often the same batch comes; false where it cannot be told. */
  add(tenant: string, batch: AskBatch): Promise<boolean>;
  /** Null where it cannot be told. `onTable` is called for each table of each hour of the window that ends with `hour`. */
  read(tenant: string, hour: number, onTable: OnTable): Promise<SharedWindow | null>;
  /** `hour`: the one under way. */
  forget(tenant: string, hour: number): Promise<void>;
}

export interface AskBatch {
  /** No two batches have the same. */
  readonly id: string;
  readonly hour: number;
  /** When this process began to count, in epoch milliseconds. */
  readonly sinceMs: number;
  readonly tables: readonly HourOfTable[];
}

export type OnTable = (hour: number, table: HourOfTable) => void;

export interface SharedWindow {
  /** When the first of the replicas began to count, in epoch milliseconds; null where none has told. */
  readonly sinceMs: number | null;
  /** Whether an hour holds as many tables as it may. */
  readonly isFull: boolean;
}

interface SharedAsksOptions {
  /** For this purpose alone: the first one seals names, every one opens them. */
  readonly keys: readonly { readonly key: Uint8Array }[];
  /** Of one hour and tenant. */
  readonly maxTables: number;
}

/** To open a text takes some five microseconds. */
const TABLES_PER_SLICE = 1000;
const PREFIX = 'dbt:coverage:1:';
/** An hour is read for as long as the window covers it. */
const TTL_MS = (HOURS + 1) * HOUR_MS;
/** For so long a batch that was not answered may come again. */
const BATCH_TTL_MS = HOUR_MS;
/** Nobody's request waits for this. */
const WRITE_DEADLINE_MS = 1000;
/** An admin waits for all hours together. */
const READ_DEADLINE_MS = 3000;

/**
 * A score holds the count and, below it, the last millisecond of the hour that the table was asked for in: so the lowest ranks are those that are
 * asked for least, and of these the ones that were asked for longest ago. Exact as a double up to two thousand million asks an hour.
 */
const COUNT = 2 ** 22;

/** KEYS: the hour, the batch, since when. ARGV: time to live, that of a batch, most tables, since, then text, count and millisecond of each table. */
const ADD = `
if redis.call('exists', KEYS[2]) == 1 then return 1 end
for i = 5, #ARGV, 3 do
  local held = tonumber(redis.call('zscore', KEYS[1], ARGV[i]) or '0')
  local count = math.floor(held / ${COUNT})
  local lastMs = math.max(held - count * ${COUNT}, tonumber(ARGV[i + 2]))
  redis.call('zadd', KEYS[1], string.format('%.0f', (count + tonumber(ARGV[i + 1])) * ${COUNT} + lastMs), ARGV[i])
end
redis.call('zremrangebyrank', KEYS[1], 0, -1 - tonumber(ARGV[3]))
redis.call('pexpire', KEYS[1], ARGV[1])
redis.call('set', KEYS[3], ARGV[4], 'nx')
redis.call('pexpire', KEYS[3], ARGV[1])
redis.call('set', KEYS[2], '1', 'px', ARGV[2])
return 1`;

/** One sorted set for each tenant and hour, by how often its tables were asked for. */
export function createRedisAsks(connection: RedisConnection, options: SharedAsksOptions): SharedAsks {
  const { client, run } = connection;
  const { maxTables } = options;
  const keys = options.keys.map(({ key }) => createSecretKey(key));
  const [sealingKey] = keys;
  if (sealingKey === undefined) throw new Error('At least one key is needed.');

  return {
    async add(tenant, { id, hour, sinceMs, tables }) {
      if (!connection.isUp()) return false;
      const answer = await run(
        () =>
          client.eval(ADD, {
            keys: [hourKey(tenant, hour), `${PREFIX}batch:${id}`, sinceKey(tenant)],
            arguments: [
              String(TTL_MS),
              String(BATCH_TTL_MS),
              String(maxTables),
              String(sinceMs),
              ...tables.flatMap(({ target, count, lastAskedMs }) => [
                sealTarget(tenant, target, sealingKey),
                String(count),
                String(millisecondOf(hour, lastAskedMs)),
              ]),
            ],
          }),
        WRITE_DEADLINE_MS,
      );
      return answer === 1;
    },

    async read(tenant, hour, onTable) {
      const open = createOpener(tenant, keys);
      const endAtMs = performance.now() + READ_DEADLINE_MS;
      const since = await run(() => client.get(sinceKey(tenant)), READ_DEADLINE_MS);
      if (since === undefined) return null;
      let isFull = false;
      for (const each of hoursUpTo(hour)) {
        const leftMs = endAtMs - performance.now();
        if (leftMs <= 0) return null;
        const members = await run(() => client.zRangeWithScores(hourKey(tenant, each), 0, -1), leftMs);
        if (members === undefined) return null;
        isFull ||= members.length >= maxTables;
        await inSlices(members, TABLES_PER_SLICE, (member) => {
          const table = toTable(each, member, open);
          if (table !== undefined) onTable(each, table);
        });
      }
      const sinceMs = Number(since);
      return { sinceMs: since !== null && Number.isSafeInteger(sinceMs) ? sinceMs : null, isFull };
    },

    async forget(tenant, hour) {
      const names = [...hoursUpTo(hour).map((each) => hourKey(tenant, each)), sinceKey(tenant)];
      await run(() => client.unlink(names), WRITE_DEADLINE_MS);
    },
  };
}

type Open = (sealed: string) => KeyedTarget | undefined;

/** The same names stand in many hours: each text is opened once. */
function createOpener(tenant: string, keys: readonly KeyObject[]): Open {
  const opened = new Map<string, KeyedTarget | undefined>();
  return (sealed) => {
    const known = opened.get(sealed);
    if (known !== undefined || opened.has(sealed)) return known;
    const target = openTarget(tenant, sealed, keys);
    const keyed = target === undefined ? undefined : { target, text: relationTargetText(target) };
    opened.set(sealed, keyed);
    return keyed;
  };
}

/** Undefined for what this subgraph has not written. */
function toTable(hour: number, { value, score }: Member, open: Open): HourOfTable | undefined {
  const keyed = open(value);
  const count = Math.floor(score / COUNT);
  if (keyed === undefined || !(count > 0 && count < COUNT ** 2)) return undefined;
  return { ...keyed, count, lastAskedMs: startOfHour(hour) + (score - count * COUNT) };
}

interface Member {
  readonly value: string;
  readonly score: number;
}

function millisecondOf(hour: number, atMs: number): number {
  return Math.min(Math.max(0, Math.floor(atMs - startOfHour(hour))), HOUR_MS - 1);
}

/** Tenants may hold any character; encoded, none can reach into another's keys. */
function hourKey(tenant: string, hour: number): string {
  return `${PREFIX}hour:${encodeURIComponent(tenant)}:${hour}`;
}

function sinceKey(tenant: string): string {
  return `${PREFIX}since:${encodeURIComponent(tenant)}`;
}
