import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { createSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import { StoreError } from '../../src/integrations/store/store.ts';
import { draftOf, eventOf, temporaryFolder } from './builders.ts';
import { describeStore } from './store-contract.ts';

describeStore("Node's SQLite", async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const run = async (sql: string, ...values: string[]) => {
    const db = new DatabaseSync(path);
    db.prepare(sql).run(...values);
    db.close();
  };
  return {
    open: async () => createSqliteStore({ path }),
    corrupt: (tenant) => run(`UPDATE dbt_integrations SET record = '{"apiHost":' WHERE tenant = ?`, tenant),
    ageIntoTheFuture: () => run('PRAGMA user_version = 99'),
    dispose: async () => folder[Symbol.dispose](),
  };
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it('makes folder and file readable by their owner only, and tightens a file that was not', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'data', 'deep', 'integrations.sqlite');
  await createSqliteStore({ path }).close();
  expect([
    modeOf(join(folder.path, 'data')),
    modeOf(join(folder.path, 'data', 'deep')),
    modeOf(path),
  ]).toEqual(['700', '700', '600']);

  chmodSync(path, 0o644);
  await createSqliteStore({ path }).close();
  expect(modeOf(path)).toBe('600');
});

it('gives the journal of a write under way the same mode', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = createSqliteStore({ path });
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE; DELETE FROM dbt_integrations');
  expect(readdirSync(folder.path).toSorted()).toEqual(['integrations.sqlite', 'integrations.sqlite-journal']);
  expect(modeOf(`${path}-journal`)).toBe('600');
  other.close();
  await store.close();
});

it('refuses a file that is no database, and leaves it as it is', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'notes.txt');
  writeFileSync(path, 'not a database, but someone wants to keep it'.repeat(50));
  expect(() => createSqliteStore({ path })).toThrow(StoreError);
  expect(statSync(path).size).toBe(44 * 50);
});

it('refuses a path that is a folder', () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'folder'));
  expect(() => createSqliteStore({ path: join(folder.path, 'folder') })).toThrow(StoreError);
});

it('answers with an error while another process holds the database', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = createSqliteStore({ path, busyTimeoutMs: 1 });
  const other = new DatabaseSync(path);
  other.exec('BEGIN EXCLUSIVE');
  await expect(store.read('acme')).rejects.toThrow(StoreError);
  other.exec('COMMIT');
  expect(await store.read('acme')).toEqual({ kind: 'none' });
  other.close();
  await store.close();
});

it('leaves nothing of a removed record in the file', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = createSqliteStore({ path });
  await store.replace(draftOf({ apiHost: 'marker-of-the-record' }), {
    expectedRevision: null,
    event: eventOf(),
  });
  await store.remove('acme', { expectedRevision: null, event: eventOf({ action: 'REMOVED' }) });
  await store.close();
  expect(readFileSync(path).includes('marker-of-the-record')).toBe(false);
});

it('keeps nothing on disk under the name :memory:', async () => {
  const store = createSqliteStore({ path: ':memory:' });
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  expect(await store.read('acme')).toMatchObject({ kind: 'found' });
  await store.close();
});
