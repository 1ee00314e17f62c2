import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DiskState, setAsidePath } from './disk-protocol.ts';
import { createDataKey, createSealer, openDataKey, type Sealer, sealDataKey } from './disk-sealer.ts';

export interface CacheDatabase {
  readonly db: DatabaseSync;
  readonly sealer: Sealer;
}

/** The file cannot be used as it is. */
export class CacheFileError extends Error {
  readonly state: Exclude<DiskState, 'usable'>;

  constructor(state: CacheFileError['state'], cause?: unknown) {
    super(cause instanceof Error ? cause.message : '', { cause });
    this.name = 'CacheFileError';
    this.state = state;
  }
}

/** Tells a cache file from every other database: "dbtC". */
const APPLICATION_ID = 0x64627443;
const SCHEMA_VERSION = 1;
/** What SQLite waits for another process at a time; readers of this one wait meanwhile. */
const BUSY_TIMEOUT_MS = 50;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/**
 * `place` is the beginning of the key as far as it names tenant, integration, revision, environment and part, in the clear, so that
 * everything of an integration can be found and deleted. What follows in a key (names of nodes) is hashed into `name`, and stands sealed
 * in `value`.
 */
const SCHEMA = `
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    place BLOB NOT NULL,
    read_at INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT;
  CREATE INDEX entries_by_place ON entries (place);
  CREATE INDEX entries_by_use ON entries (used_at, bytes);
  CREATE TABLE data_key (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Opens the file, which is made when there is none. Throws a CacheFileError. */
export function openCacheDatabase(path: string, keys: readonly Uint8Array[]): CacheDatabase {
  let db: DatabaseSync | undefined;
  let isCacheFile = false;
  try {
    if (path !== ':memory:') createPrivateFile(path);
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    prepareFile(db, keys);
    isCacheFile = true;
    if (path !== ':memory:') chmodSync(path, 0o600);
    // Written with one fsync for many transactions: what a crash may cost is the last moments, never the file.
    db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${MAX_LOG_BYTES}`,
    );
    // Deleted keys do not stay legible in pages that are written anyway.
    db.exec('PRAGMA secure_delete = FAST');
    return { db, sealer: createSealer(readDataKey(db, keys)) };
  } catch (error) {
    db?.close();
    const failure = toCacheFileError(error);
    // Damage before the file has said that it is a cache file: it may be somebody's.
    throw failure.state === 'damaged' && !isCacheFile ? new CacheFileError('set-aside', error) : failure;
  }
}

/** Another process may do the same at the same time, so everything is looked at again when it is this one's turn. */
function prepareFile(db: DatabaseSync, keys: readonly Uint8Array[]): void {
  const id = numberOf(db, 'PRAGMA application_id');
  if (id !== APPLICATION_ID) {
    if (id !== 0 || !isEmpty(db)) throw new CacheFileError('foreign');
    // Has to be said before the first table is made.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    inTransaction(db, () => {
      if (!isEmpty(db)) return;
      db.exec(SCHEMA);
      db.prepare('INSERT INTO data_key (id, sealed) VALUES (1, ?)').run(
        sealDataKey(createDataKey(), firstOf(keys)),
      );
    });
  }
  if (numberOf(db, 'PRAGMA user_version') !== SCHEMA_VERSION) throw new CacheFileError('other-version');
}

function readDataKey(db: DatabaseSync, keys: readonly Uint8Array[]): Uint8Array {
  const sealed = db.prepare('SELECT sealed FROM data_key').get()?.sealed;
  if (!(sealed instanceof Uint8Array)) throw new CacheFileError('damaged');
  for (const [position, key] of keys.entries()) {
    const dataKey = openDataKey(sealed, key);
    if (dataKey === undefined) continue;
    if (position > 0) db.prepare('UPDATE data_key SET sealed = ?').run(sealDataKey(dataKey, firstOf(keys)));
    return dataKey;
  }
  throw new CacheFileError('other-key');
}

/** Made before SQLite sees it: SQLite would take the process's umask, and gives its log the mode of this file. */
function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Deletes a cache file that is of no use any more; what may be a file of something else is moved out of the way instead. */
export function clearTheWay(path: string, state: DiskState): void {
  if (path === ':memory:') return;
  if (state === 'set-aside') renameSync(path, setAsidePath(path));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
}

export function toCacheFileError(error: unknown): CacheFileError {
  if (error instanceof CacheFileError) return error;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
  switch (code) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new CacheFileError('locked', error);
    case 1: // SQLITE_ERROR: a table or a column is missing
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new CacheFileError('damaged', error);
    default:
      return new CacheFileError('unusable', error);
  }
}

export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0;
}

function firstOf(keys: readonly Uint8Array[]): Uint8Array {
  const [first] = keys;
  if (first === undefined) throw new Error('At least one key is needed.');
  return first;
}

/** The only number of the only row. */
export function numberOf(db: DatabaseSync, sql: string): number {
  return Number(Object.values(db.prepare(sql).get() ?? {})[0]);
}
