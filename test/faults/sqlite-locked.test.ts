import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../integrations/builders.ts';
import { holdFile } from '../integrations/file-holder.ts';
import { type System, startSystem } from './system.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const REFRESH = 'mutation { refreshDbtMetadata { integration { revision } userErrors { code } } }';

const HELD_MS = 10_000;
/** On average, so that a busy machine passes: a loop that waits for a lock answers a handful of times in all. */
const LIVE_WITHIN_MS = 500;

const fileOf = ({ storeUrl }: System) => storeUrl.replace('sqlite://', '');
const statusOf = async (url: string) => (await fetch(url)).status;

test('SQLite is held by another program: the process lives, facts are served, a change waits until it is free', async () => {
  await using system = await startSystem();
  const { one } = system;
  const before = await one.page();
  await using holder = await holdFile(fileOf(system));
  const order: string[] = [];
  const change = one.query(REFRESH).then(({ data }) => {
    order.push('changed');
    return data.refreshDbtMetadata;
  });
  for (let call = 0; call < 5; call += 1) {
    expect(await statusOf(`${one.url}/health/live`)).toBe(200);
    // What is remembered of the integration is too old by then: it is read from the store.
    system.clock.turn(6_000);
    expect(await one.page()).toEqual(before);
  }
  expect(await statusOf(`${one.url}/health/ready`)).toBe(200);
  order.push('released');
  await holder.release();
  expect(await change).toEqual({ integration: { revision: 3 }, userErrors: [] });
  expect(order).toEqual(['released', 'changed']);
  expect((await one.page()).statuses).toEqual(before.statuses);
});

test('SQLite is held for longer: changes are refused after two seconds, and the log says why, once; the next one is made', async () => {
  await using system = await startSystem();
  const { one } = system;
  const before = await one.page();
  await using holder = await holdFile(fileOf(system));
  let isRefused = false;
  const refused = Promise.all([one.query(REFRESH), one.query(REFRESH)]).finally(() => {
    isRefused = true;
  });
  let answers = 0;
  while (!isRefused) {
    expect(await statusOf(`${one.url}/health/live`)).toBe(200);
    answers += 1;
  }
  expect(answers).toBeGreaterThan(20);
  for (const { errors } of await refused) {
    expect(errors).toMatchObject([{ extensions: { code: 'STORE_UNAVAILABLE' } }]);
    expect(errors[0].message).not.toContain('held');
  }
  const said = one.log.text.split('\n').filter((line) => line.includes('another program has held its file'));
  expect(said.length).toBe(1);
  expect(await one.page()).toEqual(before);
  await holder.release();
  expect((await one.query(REFRESH)).data.refreshDbtMetadata.integration.revision).toBe(3);
});

test('store and cache file are held for ten seconds: the process lives all the time, and facts are served', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'cache.sqlite');
  await using system = await startSystem({ env: { CACHE_URL: `sqlite://${path}` } });
  const { one } = system;
  const before = await one.page();
  await using _store = await holdFile(fileOf(system));
  await using _cache = await holdFile(path);
  const endAtMs = performance.now() + HELD_MS;
  const refused = one.query(REFRESH);
  const looking = (async () => {
    let pages = 0;
    for (; performance.now() < endAtMs; pages += 1) expect(await one.page()).toEqual(before);
    return pages;
  })();
  let answers = 0;
  for (; performance.now() < endAtMs; answers += 1) {
    expect(await statusOf(`${one.url}/health/live`)).toBe(200);
  }
  expect(answers).toBeGreaterThan(HELD_MS / LIVE_WITHIN_MS);
  expect(await looking).toBeGreaterThan(1);
  expect((await refused).errors).toMatchObject([{ extensions: { code: 'STORE_UNAVAILABLE' } }]);
});

test('SQLite is held while a process starts that has to prepare it: it ends, and says what to do', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  new DatabaseSync(path).close();
  await using _holder = await holdFile(path);
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? '', AUTH_MODE: 'none', PORT: '0', STORE_URL: `sqlite://${path}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toBe(
    'The integration store failed to open its file: another program has held its file for 2 s. Let a backup or a command that writes to it end, or stop it, then try again.\n',
  );
});
