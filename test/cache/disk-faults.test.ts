import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { createDiskPlace, type DiskPlace, withDatabase } from './disk-fixture.ts';
import { entryOf, keyOf, textOf } from './outer-cache-contract.ts';
import { KEY, OTHER_KEY } from './sealed-cache-contract.ts';

const PATHS = Array.from({ length: 300 }, (_, n) => `${n}`);
const store = (cache: OuterCache, text: string, paths: readonly string[] = PATHS) =>
  cache.setMany(
    new Map(paths.map((path) => [keyOf(path), entryOf(`${text} ${path} ${'.'.repeat(500)}`, 1)])),
  );
const find = async (cache: OuterCache, ...paths: readonly string[]) =>
  (await cache.getMany(paths.map(keyOf))).map((entry) => textOf(entry)?.split(' ', 1)[0]);

/** A file with three hundred entries, which nobody has open. */
async function writtenPlace(): Promise<DiskPlace> {
  const place = createDiskPlace();
  const cache = place.open();
  await store(cache, 'before');
  await cache.close();
  return place;
}

function overwrite(path: string, from: number, to: number): void {
  const bytes = readFileSync(path);
  bytes.fill('damage', Math.floor(bytes.length * from), Math.floor(bytes.length * to));
  writeFileSync(path, bytes);
}

const exec = (sql: string) => (path: string) => withDatabase(path, (db) => db.exec(sql));

describe('a cache file that cannot be used', () => {
  test.each<[what: string, harm: (path: string) => void, says: string]>([
    [
      'cut in half',
      (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
      'is no cache file, or a damaged one',
    ],
    ['cut to a few bytes', (path) => truncateSync(path, 50), 'is no cache file, or a damaged one'],
    ['overwritten', (path) => overwrite(path, 0, 1), 'is no cache file, or a damaged one'],
    ['without its beginning', (path) => overwrite(path, 0, 0.001), 'is no cache file, or a damaged one'],
    ['of another version', exec('PRAGMA user_version = 99'), 'was written by another version'],
    ['without its table', exec('DROP TABLE entries'), 'is damaged'],
    ['without its key', exec('DELETE FROM data_key'), 'is damaged'],
    ['with an altered key', exec('UPDATE data_key SET sealed = zeroblob(60)'), 'encryption key'],
  ])('%s: everything is a miss, said once; a new one is begun', async (_what, harm, says) => {
    await using place = await writtenPlace();
    harm(place.path);
    const cache = place.open();
    expect(new Set(await find(cache, ...PATHS))).toEqual(new Set([undefined]));
    await store(cache, 'after');
    expect(new Set(await find(cache, ...PATHS))).toEqual(new Set(['after']));
    expect(place.said.warn).toEqual([expect.stringContaining(says)]);
    expect(place.said.warn[0]).toContain(place.path);
    await cache.close();
    expect(await find(place.open(), '7')).toEqual(['after']);
    expect(place.said.warn).toHaveLength(1);
  });

  test('damaged in the middle: what cannot be read is a miss, what is written is found', async () => {
    await using place = await writtenPlace();
    overwrite(place.path, 0.4, 0.8);
    const cache = place.open();
    const found = await find(cache, ...PATHS);
    expect(found).toContain(undefined);
    // The damage is met with the one or with the other.
    await expect
      .poll(async () => {
        await store(cache, 'after');
        return [...new Set(await find(cache, ...PATHS))];
      })
      .toEqual(['after']);
    expect(place.said.warn.filter((line) => !line.includes('is damaged'))).toEqual([]);
  });

  test('damaged while it is in use: the same', async () => {
    await using place = createDiskPlace();
    const cache = place.open();
    await store(cache, 'before');
    await cache.deleteByPrefix('v2/another/');
    withDatabase(place.path, (db) => db.exec('DROP TABLE entries'));
    expect(new Set(await find(cache, ...PATHS))).toEqual(new Set([undefined]));
    await expect
      .poll(async () => {
        await store(cache, 'after');
        return [...new Set(await find(cache, ...PATHS))];
      })
      .toEqual(['after']);
    expect(place.said.warn).toEqual([expect.stringContaining(`${place.path} is damaged`)]);
  });

  test('a file that is no database is kept beside the new one, as it was', async () => {
    await using place = createDiskPlace();
    mkdirSync(dirname(place.path));
    writeFileSync(place.path, 'the only copy of something else'.repeat(1000));
    const cache = place.open();
    await store(cache, 'after');
    expect(await find(cache, '7')).toEqual(['after']);
    expect(readFileSync(`${place.path}.set-aside`, 'utf8')).toBe(
      'the only copy of something else'.repeat(1000),
    );
    expect(place.said.warn).toEqual([expect.stringContaining(`it now is ${place.path}.set-aside`)]);
  });

  test('a database of something else is left alone, and nothing is kept', async () => {
    await using place = createDiskPlace();
    mkdirSync(dirname(place.path));
    withDatabase(place.path, (db) => db.exec('CREATE TABLE dbt_integrations (id TEXT)'));
    const before = readFileSync(place.path);
    const cache = place.open();
    await store(cache, 'after');
    expect(await find(cache, '7')).toEqual([undefined]);
    expect(await cache.deleteByPrefix('v2/')).toBeNull();
    await cache.close();
    expect(readFileSync(place.path)).toEqual(before);
    expect(place.said.warn).toEqual([
      expect.stringContaining(`${place.path} is a database of something else`),
    ]);
  });

  test('an empty file is a new one, without a word', async () => {
    await using place = createDiskPlace();
    mkdirSync(dirname(place.path));
    writeFileSync(place.path, '');
    const cache = place.open();
    await store(cache, 'after');
    expect(await find(cache, '7')).toEqual(['after']);
    expect(place.said.warn).toEqual([]);
  });

  test('written under another encryption key: everything is a miss, said once; a new one is begun', async () => {
    await using place = await writtenPlace();
    const cache = place.open({ keys: [OTHER_KEY] });
    await store(cache, 'after', ['1']);
    expect(await find(cache, '1', '2')).toEqual(['after', undefined]);
    expect(place.said.warn).toEqual([
      expect.stringContaining('under an encryption key that this process does not have'),
    ]);
    expect(await find(place.open({ keys: [OTHER_KEY, KEY] }), '1')).toEqual(['after']);
  });

  test.each<[what: string, path: (place: DiskPlace) => string]>([
    ['in a folder that cannot be made', ({ folder }) => `${folder}/file/cache/facts.sqlite`],
    ['a folder', ({ folder }) => folder],
  ])('%s: everything is a miss, said once a minute', async (_what, pathOf) => {
    await using place = createDiskPlace();
    writeFileSync(`${place.folder}/file`, '');
    const cache = place.open({ path: pathOf(place) });
    for (let times = 0; times < 5; times++) {
      await store(cache, 'x');
      expect(await find(cache, '7')).toEqual([undefined]);
    }
    expect(await cache.deleteByPrefix('v2/')).toBeNull();
    expect(place.said.warn).toEqual([
      expect.stringContaining(`The cache file ${pathOf(place)} cannot be used`),
    ]);
  });
});

describe('a cache file that another process holds', () => {
  test('from before: every answer is a miss, and the event loop turns meanwhile; let go, it is used', async () => {
    await using place = await writtenPlace();
    await using holder = await holdFile(place.path, 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const cache = place.open();
    const order: string[] = [];
    const answer = find(cache, '7').finally(() => order.push('answer'));
    await setImmediate();
    order.push('turn of the loop');
    expect(await answer).toEqual([undefined]);
    expect(order).toEqual(['turn of the loop', 'answer']);
    expect(await cache.deleteByPrefix('v2/')).toBeNull();
    await expect
      .poll(() => find(cache, '7').then(() => place.said.warn))
      .toEqual([expect.stringContaining(`Another process holds the cache file ${place.path}`)]);
    await holder.letGo();
    await expect.poll(() => find(cache, '7')).toEqual(['before']);
    expect(place.said.info).toEqual([`The cache file ${place.path} is used again.`]);
  });

  test('for writing: it is read all the same; what is written is given up, and a deletion is not told as done', async () => {
    await using place = await writtenPlace();
    const cache = place.open();
    expect(await find(cache, '7')).toEqual(['before']);
    await using holder = await holdFile(place.path, 'BEGIN IMMEDIATE');
    const writing = store(cache, 'after');
    expect(await find(cache, '7')).toEqual(['before']);
    await writing;
    expect(await find(cache, '7')).toEqual(['before']);
    expect(await cache.deleteByPrefix('v2/')).toBeNull();
    await holder.letGo();
    expect(await cache.deleteByPrefix('v2/')).toBe(300);
    expect(place.said.warn).toEqual([expect.stringContaining('Another process holds the cache file')]);
  });

  test('for a moment: what is written is written', async () => {
    await using place = await writtenPlace();
    const cache = place.open();
    expect(await find(cache, '7')).toEqual(['before']);
    const holder = await holdFile(place.path, 'BEGIN IMMEDIATE');
    const writing = store(cache, 'after');
    // The worker has met the lock when it has answered what came behind.
    await find(cache, '7');
    await holder[Symbol.asyncDispose]();
    await writing;
    expect(await find(cache, '7')).toEqual(['after']);
    expect(place.said.warn).toEqual([]);
  });
});

/** A process that holds the file by these statements until it is told to let go. */
async function holdFile(path: string, sql: string) {
  const script = `
    const db = new (require('node:sqlite').DatabaseSync)(process.argv[1], { timeout: ${PATIENT_MS} });
    db.exec(process.argv[2]);
    db.prepare('SELECT count(*) FROM entries').get();
    console.log('held');
    process.stdin.once('data', () => { db.close(); process.exit(0); });`;
  const child = spawn(process.execPath, ['-e', script, path, sql], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'close');
  await once(createInterface(child.stdout), 'line');
  const letGo = async () => {
    if (child.exitCode === null) child.stdin.write('\n');
    await gone;
  };
  return { letGo, [Symbol.asyncDispose]: letGo };
}
