import { closeSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Tells a memory from every other database: "dbtM". */
const APPLICATION_ID = 0x6462744d;
const FORMAT = 1;

/** Long texts are deflated: see `pack-text.ts`. */
const SCHEMA = `
  CREATE TABLE remembered (
    environment INTEGER NOT NULL,
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    value ANY NOT NULL,
    PRIMARY KEY (environment, part, name)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

/**
 * Opens the file, which is made when there is none, for this process alone, and reads it with `recall`. A damaged file
 * is set aside under another name, `log` is told, and a new one is begun. Throws an error with a remedy when the file
 * cannot be used.
 */
export function openDatabase<T>(
  path: string,
  log: (line: string) => void,
  recall: (db: DatabaseSync) => T,
): { db: DatabaseSync; recalled: T } {
  if (path === ':memory:') return openWhole(path, recall);
  createPrivateFile(path);
  try {
    return openWhole(path, recall);
  } catch (error) {
    if (!isDamage(error)) throw explain(path, error);
    const aside = setAside(path);
    log(
      `The state file ${path} is damaged (${reasonOf(error)}): it is kept as ${aside}, and a new one is begun. ` +
        'Send the newest artifacts of each environment again, or restore a copy of the file',
    );
    createPrivateFile(path);
    return openWhole(path, recall);
  }
}

class Unusable extends Error {}
class Damage extends Error {}

function openWhole<T>(path: string, recall: (db: DatabaseSync) => T): { db: DatabaseSync; recalled: T } {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // One process at a time: what is remembered stands in its memory, too. The lock ends with the process, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    db.exec(`PRAGMA journal_size_limit = ${16 * 1024 * 1024}`);
    prepare(db, path);
    const check = textOf(db, 'PRAGMA quick_check(1)');
    if (check !== 'ok') throw new Damage(check);
    return { db, recalled: recallWhole(db, recall) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite does not notice a value that is damaged; whoever reads it does. */
function recallWhole<T>(db: DatabaseSync, recall: (db: DatabaseSync) => T): T {
  try {
    return recall(db);
  } catch (error) {
    if (codeOf(error) !== undefined) throw error;
    throw new Damage(reasonOf(error), { cause: error });
  }
}

function prepare(db: DatabaseSync, path: string): void {
  const isEmpty = textOf(db, 'SELECT count(*) FROM sqlite_schema') === '0';
  if (isEmpty && textOf(db, 'PRAGMA application_id') === '0') inTransaction(db, () => db.exec(SCHEMA));
  else if (isEmpty) throw new Damage('its table is missing');
  if (textOf(db, 'PRAGMA application_id') !== String(APPLICATION_ID)) {
    throw new Unusable(
      `${path} is a database of another program: give the state a file of its own, as --state state.sqlite`,
    );
  }
  const format = Number(textOf(db, 'PRAGMA user_version'));
  if (format > FORMAT) {
    throw new Unusable(
      `the state file ${path} is of format ${format}, which a newer version of this program wrote: ` +
        `use that version, or another --state file (this version reads format ${FORMAT})`,
    );
  }
  // Takes the lock now, and not at the first artifact.
  inTransaction(db, () => {});
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

/** Made before SQLite sees it, so that its owner alone may read it. */
function createPrivateFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw explain(path, error);
  }
}

/** Its log goes with it: both together can perhaps be repaired. */
function setAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      renameSync(`${path}${suffix}`, `${aside}${suffix}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw explain(path, error);
    }
  }
  return aside;
}

function isDamage(error: unknown): boolean {
  // SQLITE_CORRUPT, SQLITE_NOTADB, and SQLITE_ERROR where a table is missing.
  return error instanceof Damage || [1, 11, 26].includes(codeOf(error) ?? 0);
}

function explain(path: string, error: unknown): Error {
  if (error instanceof Unusable) return error;
  // SQLITE_BUSY, SQLITE_LOCKED
  if ([5, 6].includes(codeOf(error) ?? 0)) {
    return new Error(
      `the state file ${path} is in use by another process: stop it, or give this one another --state file`,
      { cause: error },
    );
  }
  return new Error(
    `cannot use the state file ${path} (${reasonOf(error)}): give --state a file that this process may write`,
    { cause: error },
  );
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

/** In one line: SQLite lists all that it finds. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').join(', ').slice(0, 200);
}

function textOf(db: DatabaseSync, sql: string): string {
  return String(Object.values(db.prepare(sql).get() ?? {})[0]);
}
