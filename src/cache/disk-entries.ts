import type { DatabaseSync } from 'node:sqlite';
import { type CacheDatabase, inTransaction, numberOf } from './disk-database.ts';

/** An entry with its value packed: in the file it stands sealed. */
export interface DiskEntry {
  readonly key: string;
  readonly readAtMs: number;
  readonly packed: Uint8Array;
}

/** The entries of one cache file, as long as it is open. Every method throws what SQLite throws. */
export interface DiskEntries {
  /** Those that are found, in no order. */
  read(keys: readonly string[], nowMs: number): readonly DiskEntry[];
  /** In one transaction. An entry that was read later than one of these stays. */
  write(entries: readonly DiskEntry[], nowMs: number): void;
  /** The number deleted. */
  deleteByPrefix(prefix: string): number;
  /** Writes down which entries were used: once a minute at most, or at once. */
  noteUse(nowMs: number, atOnce: boolean): void;
  /** Gives a few free pages back to the file system; false when no more are free than may be. */
  shrink(maxFreeBytes: number): boolean;
  /** Moves what stands in the write-ahead log into the file, as far as no other process reads there. */
  emptyLog(): void;
}

/** Somewhat longer than facts may be served, so that the age rule decides and not the file. */
const TTL_MS = 25 * 60 * 60 * 1000;
/** What a row weighs beside its blobs. */
const ROW_OVERHEAD_BYTES = 200;
const NOTE_USE_EVERY_MS = 60_000;
const TIDY_EVERY_MS = 60 * 60_000;
/** Room is made for a while, not for the next entry alone. */
const KEEP_WHEN_FULL = 0.9;
const KEY_LENGTH_BYTES = 4;
const ROOM_STEP_ROWS = 500;
const SHRINK_STEP_PAGES = 500;
/** `v2/<tenant>/<integration>/<revision>/<environment>/<part>/`, or as much of it as a shorter key has. */
const PLACE = /^(?:[^/]*\/){0,6}/;

export function createDiskEntries({ db, sealer }: CacheDatabase, maxBytes: number): DiskEntries {
  const sql = prepareStatements(db);
  const pageBytes = numberOf(db, 'PRAGMA page_size');
  const used = new Set<number>();
  /** Rows that do not open: copied from another key, or altered. */
  const broken = new Set<number>();
  let useNotedAtMs = Number.NEGATIVE_INFINITY;
  let tidiedAtMs = Number.NEGATIVE_INFINITY;
  /** Of all payloads together: as they were last counted, and what was written since. */
  let bytes = numberOf(db, COUNT_BYTES);

  function writeOne({ key, readAtMs, packed }: DiskEntry, nowMs: number): void {
    if (!Number.isSafeInteger(readAtMs)) return;
    const name = sealer.nameOf(key);
    const place = Buffer.from(placeOf(key));
    const value = sealer.seal([...withKey(key), packed], name, readAtMs);
    const size = value.byteLength + place.byteLength + ROW_OVERHEAD_BYTES;
    if (size > maxBytes) return;
    sql.write.run({ name, place, readAtMs, nowMs, size, value, ttlMs: TTL_MS });
    bytes += size;
  }

  function openRow(row: Record<string, unknown>, name: Uint8Array): DiskEntry | undefined {
    const readAtMs = Number(row.read_at);
    const plain = sealer.open(row.value as Uint8Array, name, readAtMs);
    return plain === undefined ? undefined : { ...splitKey(plain), readAtMs };
  }

  function tidy(nowMs: number): void {
    for (const id of broken) sql.deleteOne.run(id);
    broken.clear();
    if (!isDue(tidiedAtMs, TIDY_EVERY_MS, nowMs)) return;
    tidiedAtMs = nowMs;
    sql.deleteEnded.run({ nowMs, ttlMs: TTL_MS });
  }

  function makeRoom(nowMs: number): void {
    if (bytes <= maxBytes) return;
    bytes = numberOf(db, COUNT_BYTES);
    if (bytes <= maxBytes) return;
    noteUse(nowMs);
    while (bytes > maxBytes * KEEP_WHEN_FULL) {
      const rows = sql.leastUsed.all(ROOM_STEP_ROWS);
      if (rows.length === 0) return;
      for (const row of rows) {
        if (bytes <= maxBytes * KEEP_WHEN_FULL) return;
        sql.deleteOne.run(Number(row.id));
        bytes -= Number(row.bytes);
      }
    }
  }

  function noteUse(nowMs: number): void {
    useNotedAtMs = nowMs;
    for (const id of used) sql.noteUse.run(nowMs, id);
    used.clear();
  }

  return {
    read(keys, nowMs) {
      const found: DiskEntry[] = [];
      for (const key of keys) {
        const name = sealer.nameOf(key);
        const row = sql.read.get(name);
        if (row === undefined || Math.abs(nowMs - Number(row.written_at)) >= TTL_MS) continue;
        const entry = openRow(row, name);
        (entry?.key === key ? used : broken).add(Number(row.id));
        if (entry?.key === key) found.push(entry);
      }
      return found;
    },

    write: (entries, nowMs) =>
      inTransaction(db, () => {
        tidy(nowMs);
        for (const entry of entries) writeOne(entry, nowMs);
        makeRoom(nowMs);
      }),

    deleteByPrefix: (prefix) =>
      inTransaction(db, () => {
        const start = Buffer.from(prefix);
        // UTF-8 has no byte 255.
        let deleted = Number(sql.deleteByPlace.run(start, Buffer.concat([start, Buffer.of(255)])).changes);
        const place = placeOf(prefix);
        if (place.length === prefix.length) return deleted;
        // The prefix ends within what is not in the clear.
        for (const row of sql.readPlace.all(Buffer.from(place))) {
          const entry = openRow(row, row.name as Uint8Array);
          if (entry !== undefined && !entry.key.startsWith(prefix)) continue;
          sql.deleteOne.run(Number(row.id));
          deleted++;
        }
        return deleted;
      }),

    noteUse(nowMs, atOnce) {
      if (used.size === 0 || !(atOnce || isDue(useNotedAtMs, NOTE_USE_EVERY_MS, nowMs))) return;
      inTransaction(db, () => noteUse(nowMs));
    },

    shrink(maxFreeBytes) {
      if (numberOf(db, 'PRAGMA freelist_count') * pageBytes <= maxFreeBytes) return false;
      db.exec(`PRAGMA incremental_vacuum(${SHRINK_STEP_PAGES})`);
      return true;
    },

    emptyLog: () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
  };
}

function placeOf(key: string): string {
  return PLACE.exec(key)?.[0] ?? '';
}

/** The whole key stands before the value, sealed with it. */
function withKey(key: string): readonly [Buffer, Buffer] {
  const text = Buffer.from(JSON.stringify(key));
  const length = Buffer.alloc(KEY_LENGTH_BYTES);
  length.writeUInt32BE(text.byteLength);
  return [length, text];
}

function splitKey(plain: Buffer): { key: string; packed: Uint8Array } {
  const valueAt = KEY_LENGTH_BYTES + plain.readUInt32BE();
  return {
    key: String(JSON.parse(plain.toString('utf8', KEY_LENGTH_BYTES, valueAt))),
    packed: plain.subarray(valueAt),
  };
}

/** A time from the future was noted before the clock was set back. */
function isDue(lastAtMs: number, everyMs: number, nowMs: number): boolean {
  return nowMs >= lastAtMs + everyMs || nowMs < lastAtMs;
}

/** Both the sum and the order of use come from one index, without a look at any value. */
const COUNT_BYTES = 'SELECT total(bytes) FROM entries';

function prepareStatements(db: DatabaseSync) {
  return {
    read: db.prepare('SELECT id, read_at, written_at, value FROM entries WHERE name = ?'),
    /** One that has ended, or was written by a clock far ahead, is replaced whatever it says. */
    write: db.prepare(
      `INSERT INTO entries (name, place, read_at, written_at, used_at, bytes, value)
       VALUES ($name, $place, $readAtMs, $nowMs, $nowMs, $size, $value)
       ON CONFLICT (name) DO UPDATE SET read_at = excluded.read_at,
         written_at = excluded.written_at, used_at = excluded.used_at, bytes = excluded.bytes, value = excluded.value
       WHERE excluded.read_at >= entries.read_at OR abs($nowMs - entries.written_at) >= $ttlMs`,
    ),
    deleteEnded: db.prepare('DELETE FROM entries WHERE abs($nowMs - written_at) >= $ttlMs'),
    deleteByPlace: db.prepare('DELETE FROM entries WHERE place >= ? AND place < ?'),
    readPlace: db.prepare('SELECT id, name, read_at, value FROM entries WHERE place = ?'),
    deleteOne: db.prepare('DELETE FROM entries WHERE id = ?'),
    leastUsed: db.prepare('SELECT id, bytes FROM entries ORDER BY used_at, id LIMIT ?'),
    noteUse: db.prepare('UPDATE entries SET used_at = ? WHERE id = ?'),
  };
}
