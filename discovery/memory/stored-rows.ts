import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './database.ts';
import { packText, unpackText } from './pack-text.ts';
import type { Part, RowChange } from './rows.ts';

export interface StoredRows {
  /** Writes all or nothing; when it returns, it is on disk. */
  write(environmentId: number, changes: Iterable<RowChange>, options: { afresh: boolean }): void;
  read(environmentId: number, part: Part): Iterable<readonly [name: string, value: string]>;
  readOne(environmentId: number, part: Part, name: string): string | undefined;
  forget(environmentId: number): void;
}

export function createStoredRows(db: DatabaseSync): StoredRows {
  const put = db.prepare(
    `INSERT INTO remembered (environment, part, name, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (environment, part, name) DO UPDATE SET value = excluded.value`,
  );
  const drop = db.prepare('DELETE FROM remembered WHERE environment = ? AND part = ? AND name = ?');
  const clear = db.prepare('DELETE FROM remembered WHERE environment = ?');
  const select = db.prepare('SELECT name, value FROM remembered WHERE environment = ? AND part = ?');
  const selectOne = db.prepare(
    'SELECT value FROM remembered WHERE environment = ? AND part = ? AND name = ?',
  );
  return {
    write: (environmentId, changes, { afresh }) =>
      inTransaction(db, () => {
        if (afresh) clear.run(environmentId);
        for (const [part, name, value] of changes) {
          if (value === null) drop.run(environmentId, part, name);
          else put.run(environmentId, part, name, packText(value));
        }
      }),
    *read(environmentId, part) {
      for (const row of select.iterate(environmentId, part)) yield [String(row.name), unpackText(row.value)];
    },
    readOne(environmentId, part, name) {
      const row = selectOne.get(environmentId, part, name);
      return row === undefined ? undefined : unpackText(row.value);
    },
    forget: (environmentId) => {
      clear.run(environmentId);
    },
  };
}
