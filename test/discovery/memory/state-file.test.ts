import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { catalog, genericTest, manifest, model, result, runResults, source } from '../fixtures/artifacts.ts';
import { arrival } from './fixtures/arrival.ts';
import { open, statePath } from './fixtures/open.ts';

const NOON = '2026-05-04T12:00:00Z';
const ALL = [
  arrival(
    'manifest',
    manifest({
      nodes: [
        model('orders', { columns: { 7: { name: '7' }, id: { name: 'id' } } }),
        genericTest('t', ['model.shop.orders']),
      ],
      sources: [source('raw', 'x')],
    }),
  ),
  arrival('catalog', catalog({ 'model.shop.orders': { columns: [{ name: 'id', index: 1 }] } })),
  arrival(
    'run_results',
    runResults('build', NOON, [
      result('model.shop.orders', 'success', NOON, { compiled_code: 'select 1' }),
      result('test.shop.t', 'fail', NOON, { failures: 3, message: 'Größe, 注文' }),
    ]),
  ),
  arrival('sources', {
    metadata: { generated_at: NOON, invocation_id: 'checks' },
    results: [{ unique_id: 'source.shop.raw.x', status: 'warn', max_loaded_at: NOON }],
  }),
];

test('a memory that is opened again has all that it had', async () => {
  const path = statePath();
  const first = await open({ path });
  await first.memory.take(834, ALL);
  const before = first.memory.state(834);
  expect(before?.applied).toContain('model.shop.orders');
  await first.memory.close();
  const second = await open({ path });
  expect(second.memory.state(834)).toEqual(before);
  expect(second.lines).toEqual([]);
  expect(await second.memory.take(834, ALL)).toMatchObject(ALL.map(() => ({ outcome: 'known' })));
});

test('a file is made with its folder, for its owner alone', async () => {
  const path = `${dirname(statePath())}/new/folder/state.sqlite`;
  await open({ path });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('an environment that is no longer served keeps what is remembered of it', async () => {
  const path = statePath();
  const first = await open({ path, ids: [834, 835] });
  await first.memory.take(835, ALL);
  await first.memory.close();
  const second = await open({ path, ids: [834] });
  await second.memory.take(834, ALL);
  await second.memory.forget(834);
  await second.memory.close();
  const third = await open({ path, ids: [834, 835] });
  expect(third.memory.state(834)).toBeNull();
  expect(third.memory.state(835)?.runs.size).toBe(2);
});

async function written(path: string): Promise<void> {
  const { memory } = await open({ path });
  await memory.take(834, ALL);
  await memory.close();
}

const DAMAGES: [string, (path: string) => void][] = [
  ['overwritten at its beginning', (path) => overwrite(path, 0, 100)],
  ['overwritten in its middle', (path) => overwrite(path, 4096, 6_000)],
  [
    'damaged in a value that SQLite does not look into',
    (path) => change(path, `UPDATE remembered SET value = '{' WHERE part = 'runs'`),
  ],
  ['without its table', (path) => change(path, 'DROP TABLE remembered')],
  ['cut', (path) => truncateSync(path, 6_000)],
  ['a text', (path) => writeFileSync(path, 'not a database, and longer than a header would be '.repeat(40))],
];

test.each(DAMAGES)(
  'a file that is %s is named and set aside whole; a new one is begun',
  async (_, damage) => {
    const path = statePath();
    await written(path);
    damage(path);
    const bytes = readFileSync(path);
    const { memory, lines } = await open({ path });
    expect(memory.state(834)).toBeNull();
    expect(lines).toHaveLength(1);
    const aside =
      readdirSync(dirname(path)).find((name) => name.startsWith(`${basename(path)}.damaged-2`)) ?? '';
    expect(lines[0]).toMatch(/^The state file .*state\.sqlite is damaged \(.*\): it is kept as .*\.damaged-/);
    expect(lines[0]).toContain(aside);
    expect(readFileSync(`${dirname(path)}/${aside}`).equals(bytes)).toBe(true);
    expect(await memory.take(834, ALL)).toMatchObject(ALL.map(() => ({ outcome: 'new' })));
  },
);

test('a file of a newer format is refused and left as it is', async () => {
  const path = statePath();
  await written(path);
  change(path, 'PRAGMA user_version = 2');
  const bytes = readFileSync(path);
  await expect(open({ path })).rejects.toThrow(
    /state\.sqlite is of format 2, which a newer version of this program wrote: use that version, or another --state file/,
  );
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(readdirSync(dirname(path))).not.toContainEqual(expect.stringContaining('damaged'));
});

test('a database of another program is refused and left as it is', async () => {
  const path = statePath();
  change(path, 'CREATE TABLE people (name TEXT)');
  await expect(open({ path })).rejects.toThrow(
    /is a database of another program: give the state a file of its own/,
  );
  const db = new DatabaseSync(path, { readOnly: true });
  expect(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables).toBe(1);
  db.close();
});

test('a file that another process uses is refused, and free once that one has ended', async () => {
  const path = statePath();
  const first = await open({ path });
  await expect(open({ path })).rejects.toThrow(
    /state\.sqlite is in use by another process: stop it, or give/,
  );
  await first.memory.close();
  await open({ path });
});

test('a place where no file can be made is named', async () => {
  const path = statePath();
  writeFileSync(path, '');
  await expect(open({ path: `${path}/state.sqlite` })).rejects.toThrow(
    /^cannot use the state file .*state\.sqlite \(.*\): give --state a file that this process may write/,
  );
});

test('the same environment twice is refused', async () => {
  await expect(open({ ids: [834, 834] })).rejects.toThrow('Environment 834 is given twice');
});

function overwrite(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, from, from + length);
  writeFileSync(path, bytes);
}

function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}
