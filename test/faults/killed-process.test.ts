import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { withDatabase } from '../cache/disk-fixture.ts';
import { ask } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { type System, startSystem, TABLES } from './system.ts';

beforeAll(() => sayWhenSkipped('faults/killed-process.test.ts'));

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const QUERY = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Table { dbtDescription lastRefreshedAt dbt { asOf match { status } } } } }`;

async function startProcess(
  env: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? '', AUTH_MODE: 'none', PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line);
      if (typeof said.url === 'string') resolve(said.url);
    });
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
  return { child, url };
}

const askTables = (url: string) => ask(url, QUERY, { representations: TABLES.map(table) });

test.skipIf(REDIS_BINARY === null)(
  'a process that is killed under load is replaced by one that answers from Redis without asking dbt',
  async () => {
    await using redis = await startRedis();
    await using system = await startSystem({ redisUrl: redis.url });
    const nodes = () => withRedis(redis.url, async (client) => (await client.keys('dbt::*/node/*')).length);
    await killAndReplace(system, redis.url, nodes);
  },
);

test('a process that is killed under load is replaced by one that answers from its file without asking dbt', async () => {
  await using system = await startSystem();
  const path = system.storeUrl.replace('sqlite://', '').replace('integrations.sqlite', 'cache.sqlite');
  const nodes = async () =>
    withDatabase(path, (db) =>
      Number(db.prepare("SELECT count(*) AS rows FROM entries WHERE place LIKE '%/node/'").get()?.rows),
    );
  await killAndReplace(system, `sqlite://${path}`, nodes);
});

async function killAndReplace(
  system: System,
  cacheUrl: string,
  countNodes: () => Promise<number>,
): Promise<void> {
  const env = {
    STORE_URL: system.storeUrl,
    CACHE_URL: cacheUrl,
    DBT_ALLOWED_HOSTS: system.discovery.adminUrl,
  };
  const first = await startProcess(env);
  const before = (await askTables(first.url)).body;
  expect(before.errors).toBeUndefined();
  await expect.poll(countNodes).toBeGreaterThanOrEqual(TABLES.length);
  const gone = once(first.child, 'exit');
  const load = Array.from({ length: 30 }, () => askTables(first.url).catch(() => null));
  await load[0];
  first.child.kill('SIGKILL');
  await Promise.all([...load, gone]);

  system.takeCalls();
  const second = await startProcess(env);
  try {
    expect((await askTables(second.url)).body).toEqual(before);
    expect(system.takeCalls()).toEqual({ index: 0, details: 0, checks: 0 });
  } finally {
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
  }
}
