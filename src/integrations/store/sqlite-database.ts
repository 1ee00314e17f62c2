import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreTooNewError } from './store.ts';
import { MIGRATIONS } from './store-migrations.ts';

/**
 * Opens the database file, or `:memory:`, and brings its schema up to date. The file and missing folders above it are created, readable
 * by their owner only. Never waits for a lock: it throws, and can be called again.
 */
export function openDatabase(path: string): DatabaseSync {
  if (path !== ':memory:') createPrivateFile(path);
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // With a write-ahead log readers go on while another process writes or copies the file, and a copy never stops a writer. Where the
    // file system has no shared memory SQLite keeps its rollback journal, and readers wait like writers. With secure_delete a removed
    // token's ciphertext is overwritten in the file; `emptyLog` takes it out of the log.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Made before SQLite sees it: SQLite would take the process's umask, and gives its log the mode of this file. One that exists is not
 * opened here: closing it again would drop the locks of every connection that this process has to it.
 */
function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    chmodSync(path, 0o600);
  }
}

/** Takes the write lock only where there is something to do: a process starts also while another one writes. */
function migrate(db: DatabaseSync): void {
  if (versionOf(db) === MIGRATIONS.length) return;
  transaction(db, () => {
    for (const { sqlite } of MIGRATIONS.slice(versionOf(db))) {
      for (const statement of sqlite) db.exec(statement);
    }
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function versionOf(db: DatabaseSync): number {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  if (version > MIGRATIONS.length) throw new StoreTooNewError(version, MIGRATIONS.length);
  return version;
}

/** One uninterrupted piece of code; nothing of it is left when it throws, so that it can be tried again. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
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
