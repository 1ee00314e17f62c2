import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { withDatabase } from '../cache/disk-fixture.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { startSystem, TABLES } from './system.ts';

const NOTHING = { index: 0, details: 0, checks: 0 };

/** One process after the other over one cache file; readers wait as long as a busy machine needs. */
async function startOnDisk() {
  const folder = temporaryFolder();
  const path = `${folder.path}/cache.sqlite`;
  const system = await startSystem({
    env: { CACHE_URL: `sqlite://${path}` },
    sharedCacheDeadlineMs: PATIENT_MS,
  });
  return {
    path,
    system,
    /** Ends the process that runs, and starts another one. */
    async restart(harm: () => void = () => {}) {
      await system.replicas.at(-1)?.stop();
      harm();
      system.takeCalls();
      return system.startReplica();
    },
    rows: () =>
      withDatabase(path, (db) => Number(db.prepare('SELECT count(*) AS rows FROM entries').get()?.rows)),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe('the cache file', () => {
  test('is read by the next process, which asks dbt for nothing that was known', async () => {
    await using disk = await startOnDisk();
    const before = await disk.system.one.page();
    const next = await disk.restart();
    expect(await next.page()).toEqual(before);
    expect(disk.system.takeCalls()).toEqual(NOTHING);
  });

  test('holds nothing that was read with an integration that was removed', async () => {
    await using disk = await startOnDisk();
    await disk.system.one.page();
    await expect.poll(disk.rows).toBeGreaterThan(TABLES.length);
    const { data } = await disk.system.one.query(
      'mutation { removeDbtIntegration { removed purgedEntries } }',
    );
    expect(data.removeDbtIntegration.removed).toBe(true);
    expect(data.removeDbtIntegration.purgedEntries).toBeGreaterThan(TABLES.length);
    expect(disk.rows()).toBe(0);
  });

  test.each<[what: string, harm: (path: string) => void]>([
    ['is cut in half', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
    ['is garbage', (path) => writeFileSync(path, 'garbage'.repeat(1000))],
    ['is of another version', (path) => withDatabase(path, (db) => db.exec('PRAGMA user_version = 99'))],
  ])('%s: no query fails, a warning names it, and the next process has it again', async (_what, harm) => {
    await using disk = await startOnDisk();
    const before = await disk.system.one.page();
    const next = await disk.restart(() => harm(disk.path));
    const { codes, statuses } = await next.page();
    expect(codes).toEqual([]);
    expect(statuses).toEqual(before.statuses);
    expect(disk.system.takeCalls()).toEqual({ index: 2, details: 2, checks: 0 });
    expect(next.log.text.split('\n').filter((line) => line.includes(disk.path))).toHaveLength(1);
    await next.stop();
    const last = await disk.system.startReplica();
    expect((await last.page()).codes).toEqual([]);
    expect(disk.system.takeCalls()).toEqual(NOTHING);
  });

  test('is held by another process: no query fails', async () => {
    await using disk = await startOnDisk();
    const before = await disk.system.one.page();
    await disk.system.one.stop();
    // A connection in this process locks like one of another process.
    const found = await withHeldFile(disk.path, async () => {
      disk.system.takeCalls();
      const next = await disk.system.startReplica();
      return next.page();
    });
    expect(found.codes).toEqual([]);
    expect(found.statuses).toEqual(before.statuses);
    expect(disk.system.takeCalls()).toEqual({ index: 2, details: 2, checks: 0 });
  });

  test('cannot be made: no query fails, and a warning says so', async () => {
    await using system = await startSystem({ env: { CACHE_URL: 'sqlite://package.json/cache.sqlite' } });
    expect((await system.one.page()).codes).toEqual([]);
    await expect
      .poll(() => system.one.log.text)
      .toContain('The cache file package.json/cache.sqlite cannot be used');
  });

  test('is not made where integrations end with the process', async () => {
    await using system = await startSystem();
    using folder = temporaryFolder();
    const path = `${folder.path}/cache.sqlite`;
    const replica = await system.startReplica({
      STORE_URL: 'sqlite://:memory:',
      CACHE_URL: `sqlite://${path}`,
    });
    expect((await replica.page()).statuses).toEqual(TABLES.map(() => 'NOT_CONFIGURED'));
    await replica.stop();
    expect(existsSync(path)).toBe(false);
    expect(replica.log.text).not.toContain('cache');
  });
});

async function withHeldFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return await work();
  } finally {
    db.close();
  }
}
