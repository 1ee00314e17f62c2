import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/integrations/store/sqlite-database.ts';
import { createSqliteStore, openSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import { StoreLockedError } from '../../src/integrations/store/store.ts';
import { draftOf, eventOf, temporaryFolder } from './builders.ts';
import { holdFile } from './file-holder.ts';

const creation = { expectedRevision: null, event: eventOf() };
const update = { expectedRevision: 1, event: eventOf({ action: 'UPDATED' }) } as const;

/** Pauses that take a turn of the loop, whatever they were to take: a deadline of two seconds is over after some twenty. */
const wait = () => new Promise((resolve) => setImmediate(resolve));

const HELD =
  ': another program has held its file for 2 s. Let a backup or a command that writes to it end, or stop it, then try again.';

function createFile() {
  const folder = temporaryFolder();
  return { ...folder, file: join(folder.path, 'integrations.sqlite') };
}

/** As on a file system on which SQLite has no shared memory. */
function openWithRollbackJournal(path: string) {
  const db = openDatabase(path);
  db.exec('PRAGMA journal_mode = DELETE');
  return db;
}

describe('while another process holds the file to write', () => {
  it('reads go on', async () => {
    using folder = createFile();
    const store = await openSqliteStore(folder.file);
    await store.replace(draftOf(), creation);
    await using _holder = await holdFile(folder.file);
    expect(await store.read('acme')).toMatchObject({ kind: 'found', integration: { revision: 1 } });
    expect(await store.read('nobody')).toEqual({ kind: 'none' });
    await store.ping();
    await store.close();
  });

  it('the store opens', async () => {
    using folder = createFile();
    await (await openSqliteStore(folder.file)).close();
    await using _holder = await holdFile(folder.file);
    const store = await openSqliteStore(folder.file);
    expect(await store.read('acme')).toEqual({ kind: 'none' });
    await store.close();
  });

  it('a write waits, and is made when the lock is gone', async () => {
    using folder = createFile();
    const store = await openSqliteStore(folder.file);
    await using holder = await holdFile(folder.file);
    const order: string[] = [];
    const written = store.replace(draftOf(), creation).then((result) => {
      order.push('written');
      return result;
    });
    expect(await store.read('acme')).toEqual({ kind: 'none' });
    order.push('released');
    await holder.release();
    expect(await written).toMatchObject({ kind: 'ok', integration: { revision: 1 } });
    expect(order).toEqual(['released', 'written']);
    await store.close();
  });

  it('a write is made when that process is killed', async () => {
    using folder = createFile();
    const store = await openSqliteStore(folder.file);
    const holder = await holdFile(folder.file, 'BEGIN EXCLUSIVE; DELETE FROM dbt_integrations');
    const written = store.replace(draftOf(), creation);
    await holder[Symbol.asyncDispose]();
    expect(await written).toMatchObject({ kind: 'ok' });
    await store.close();
  });

  it('a write that has waited too long is refused, whole, and the next one is made', async () => {
    using folder = createFile();
    const store = await openSqliteStore(folder.file, { wait });
    await store.replace(draftOf(), creation);
    await using holder = await holdFile(folder.file);
    const refused = store.replace(draftOf({ apiHost: 'late.dbt.com' }), update);
    await expect(refused).rejects.toThrow(StoreLockedError);
    await expect(refused).rejects.toThrow(`The integration store failed to write an integration${HELD}`);
    await holder.release();
    expect(await store.read('acme')).toMatchObject({ integration: { ...draftOf(), revision: 1 } });
    expect((await store.events('acme', 10)).length).toBe(1);
    expect(await store.replace(draftOf(), update)).toMatchObject({ kind: 'ok' });
    await store.close();
  });

  it('of writes that wait together each is made once, in their order', async () => {
    using folder = createFile();
    const store = await openSqliteStore(folder.file);
    await store.replace(draftOf(), creation);
    await using holder = await holdFile(folder.file);
    const writes = Promise.all(
      [1, 1, 2].map((expectedRevision) => store.replace(draftOf(), { expectedRevision, event: eventOf() })),
    );
    await holder.release();
    expect((await writes).map(({ kind }) => kind)).toEqual(['ok', 'conflict', 'ok']);
    expect((await store.events('acme', 10)).length).toBe(3);
    await store.close();
  });
});

it('while another process reads, for a backup, nothing waits', async () => {
  using folder = createFile();
  const store = await openSqliteStore(folder.file, { wait: () => new Promise(() => {}) });
  await store.replace(draftOf(), creation);
  await using _holder = await holdFile(folder.file, 'BEGIN; SELECT * FROM dbt_integrations');
  for (const expectedRevision of [1, 2, 3]) {
    const change = { expectedRevision, event: eventOf({ action: 'UPDATED' }) } as const;
    expect(await store.replace(draftOf(), change)).toMatchObject({ kind: 'ok' });
  }
  expect(await store.read('acme')).toMatchObject({ integration: { revision: 4 } });
  await store.close();
});

describe('with a rollback journal', () => {
  it('a read waits, too, and never takes what it cannot read for none', async () => {
    using folder = createFile();
    const store = createSqliteStore(openWithRollbackJournal(folder.file));
    await store.replace(draftOf(), creation);
    await using holder = await holdFile(folder.file);
    const answer = store.read('acme');
    await holder.release();
    expect(await answer).toMatchObject({ kind: 'found', integration: { revision: 1 } });
    await store.close();
  });

  it('a read that has waited too long fails', async () => {
    using folder = createFile();
    const store = createSqliteStore(openWithRollbackJournal(folder.file), { wait });
    await using holder = await holdFile(folder.file);
    await expect(store.read('acme')).rejects.toThrow(
      `The integration store failed to read an integration${HELD}`,
    );
    await holder.release();
    expect(await store.read('acme')).toEqual({ kind: 'none' });
    await store.close();
  });

  it('a commit that readers hold up is rolled back before it is tried again: nothing stays open between', async () => {
    using folder = createFile();
    const db = openWithRollbackJournal(folder.file);
    const store = createSqliteStore(db);
    await store.replace(draftOf(), creation);
    await using holder = await holdFile(folder.file, 'BEGIN; SELECT * FROM dbt_integrations');
    const written = store.replace(draftOf({ apiHost: 'second.dbt.com' }), update);
    expect(db.isTransaction).toBe(false);
    // Had the transaction stayed open, this would show what is not committed.
    expect(await store.read('acme')).toMatchObject({ integration: { revision: 1 } });
    await holder.release();
    expect(await written).toMatchObject({ kind: 'ok', integration: { revision: 2 } });
    expect((await store.events('acme', 10)).length).toBe(2);
    await store.close();
  });
});

describe('opening a file that is to be migrated', () => {
  it('waits until it is free', async () => {
    using folder = createFile();
    new DatabaseSync(folder.file).close();
    await using holder = await holdFile(folder.file);
    const opening = openSqliteStore(folder.file);
    await holder.release();
    const store = await opening;
    expect(await store.read('acme')).toEqual({ kind: 'none' });
    await store.close();
  });

  it('gives up after a while, and says what to do', async () => {
    using folder = createFile();
    new DatabaseSync(folder.file).close();
    await using _holder = await holdFile(folder.file);
    await expect(openSqliteStore(folder.file, { wait })).rejects.toThrow(
      `The integration store failed to open its file${HELD}`,
    );
  });
});
