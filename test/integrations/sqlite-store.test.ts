import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
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
    open: (eventBounds) => openSqliteStore(path, eventBounds === undefined ? {} : { eventBounds }),
    corrupt: (tenant) => run(`UPDATE dbt_integrations SET record = '{"apiHost":' WHERE tenant = ?`, tenant),
    ageIntoTheFuture: () => run('PRAGMA user_version = 99'),
    dispose: async () => folder[Symbol.dispose](),
  };
});

/** Every byte of the folder, as text. */
const filesIn = (folder: string) =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it('makes folder and file readable by their owner only, and tightens a file that was not', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'data', 'deep', 'integrations.sqlite');
  await (await openSqliteStore(path)).close();
  expect([
    modeOf(join(folder.path, 'data')),
    modeOf(join(folder.path, 'data', 'deep')),
    modeOf(path),
  ]).toEqual(['700', '700', '600']);

  chmodSync(path, 0o644);
  await (await openSqliteStore(path)).close();
  expect(modeOf(path)).toBe('600');
});

it('gives the log of writes, and what readers share, the same mode; closing leaves one file', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  const modes = Object.fromEntries(
    readdirSync(folder.path).map((name) => [name, modeOf(join(folder.path, name))]),
  );
  expect(modes).toEqual({
    'integrations.sqlite': '600',
    'integrations.sqlite-shm': '600',
    'integrations.sqlite-wal': '600',
  });
  await store.close();
  expect(readdirSync(folder.path)).toEqual(['integrations.sqlite']);
});

it('takes over a file that an earlier version has left with a rollback journal', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  await store.close();
  const earlier = new DatabaseSync(path);
  earlier.exec(
    'PRAGMA journal_mode = DELETE; DROP TABLE dbt_pending_purges; DROP TABLE dbt_webhook_deliveries; PRAGMA user_version = 1',
  );
  const { record } = earlier.prepare('SELECT record FROM dbt_integrations').get() as { record: string };
  // It knew neither account nor type of an environment.
  const older = record.replaceAll(/,"(accountId|deploymentType|docsUrl)":(null|"[^"]*")/g, '');
  expect(older).not.toBe(record);
  earlier.prepare('UPDATE dbt_integrations SET record = ?').run(older);
  earlier.close();
  const again = await openSqliteStore(path);
  const { environments } = draftOf();
  expect(await again.read('acme')).toMatchObject({
    integration: {
      environments: environments.map((known) => ({ ...known, accountId: null, deploymentType: null })),
    },
  });
  expect(await again.listPurges(1)).toEqual([]);
  expect(await again.readWebhook('int-1')).toBeNull();
  expect(await again.events('acme', 1)).toMatchObject([eventOf()]);
  const other = new DatabaseSync(path);
  expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  other.close();
  await again.close();
});

it('refuses a file that is no database, and leaves it as it is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'notes.txt');
  writeFileSync(path, 'not a database, but someone wants to keep it'.repeat(50));
  await expect(openSqliteStore(path)).rejects.toThrow(StoreError);
  expect(statSync(path).size).toBe(44 * 50);
});

it('refuses a path that is a folder', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'folder'));
  await expect(openSqliteStore(join(folder.path, 'folder'))).rejects.toThrow(StoreError);
});

it('leaves nothing of a removed record in its files, also while it is open', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  await store.replace(draftOf({ apiHost: 'marker-of-the-record' }), {
    expectedRevision: null,
    event: eventOf(),
  });
  expect(filesIn(folder.path)).toContain('marker-of-the-record');
  await store.remove('acme', { expectedRevision: null, event: eventOf({ action: 'REMOVED' }) });
  expect(filesIn(folder.path)).not.toContain('marker-of-the-record');
  await store.close();
});

it('empties the log of a change that was made while others read, when they have done', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  const draft = draftOf({ apiHost: 'marker-of-the-record' });
  await store.replace(draft, { expectedRevision: null, event: eventOf() });
  const reader = new DatabaseSync(path);
  reader.exec('BEGIN; SELECT * FROM dbt_integrations');
  await store.remove('acme', { expectedRevision: null, event: eventOf({ action: 'REMOVED' }) });
  expect(filesIn(folder.path)).toContain('marker-of-the-record');
  reader.exec('COMMIT');
  await expect.poll(() => filesIn(folder.path)).not.toContain('marker-of-the-record');
  reader.close();
  await store.close();
});

it('empties at the start the log that a process has left which was killed', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  const killed = new DatabaseSync(path);
  killed.exec(`UPDATE dbt_integrations SET record = replace(record, 'ab123', 'left-in-the-log')`);
  killed.exec(`UPDATE dbt_integrations SET record = replace(record, 'left-in-the-log', 'ab123')`);
  expect(filesIn(folder.path)).toContain('left-in-the-log');
  const next = await openSqliteStore(path);
  expect(filesIn(folder.path)).not.toContain('left-in-the-log');
  for (const open of [killed, store, next]) await open.close();
});

it('keeps the whole store in the one file after each change: a copy of it is a backup', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  await store.replace(draftOf({ apiHost: 'newest.dbt.com' }), { expectedRevision: 1, event: eventOf() });
  copyFileSync(path, join(folder.path, 'backup.sqlite'));
  const restored = await openSqliteStore(join(folder.path, 'backup.sqlite'));
  expect(await restored.read('acme')).toEqual(await store.read('acme'));
  expect(await restored.read('acme')).toMatchObject({ integration: { apiHost: 'newest.dbt.com' } });
  await restored.close();
  await store.close();
});

it('keeps nothing on disk under the name :memory:', async () => {
  const store = await openSqliteStore(':memory:');
  await store.replace(draftOf(), { expectedRevision: null, event: eventOf() });
  expect(await store.read('acme')).toMatchObject({ kind: 'found' });
  await store.close();
});
