import { beforeAll, expect, test } from 'vitest';
import { withDatabase } from '../cache/disk-fixture.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import {
  expectEachOnce,
  PAGES,
  type ReadingSystem,
  SLOWLY,
  startProgram,
  startReading,
} from './index-jobs-fixture.ts';

beforeAll(() => sayWhenSkipped('faults/index-jobs-killed.test.ts'));

/** Pages that may be under way to the cache when a process is killed. */
const MAY_LAG = 2;

test.skipIf(REDIS_BINARY === null)(
  'a process that is killed at page 60 of 100 is replaced by one that goes on there, from Redis',
  async () => {
    await using redis = await startRedis();
    await using system = await startReading();
    const pages = () =>
      withRedis(redis.url, async (client) => (await client.keys('dbt::*/pages/applied/*')).length - 1);
    await killAndGoOn(system, { CACHE_URL: redis.url }, pages, () =>
      withRedis(redis.url, async (client) => {
        // It would end by itself in ten seconds.
        for (const key of await client.keys('dbt:lock:index/*')) await client.del(key);
      }),
    );
  },
);

test('a process that is killed at page 60 of 100 is replaced by one that goes on there, from its file', async () => {
  await using system = await startReading();
  const path = system.storeUrl.replace('sqlite://', '').replace('integrations.sqlite', 'cache.sqlite');
  const pages = async () =>
    withDatabase(path, (db) =>
      Number(db.prepare("SELECT count(*) AS rows FROM entries WHERE place LIKE '%/pages/'").get()?.rows),
    ) - 1;
  await killAndGoOn(system, { CACHE_URL: `sqlite://${path}` }, pages, async () => {});
});

test('a process that is killed in the middle of a first read, and keeps nothing outside, is replaced by one that begins anew', async () => {
  await using system = await startReading();
  const env = { CACHE_URL: 'memory', DBT_DEADLINE_MS: String(PATIENT_MS) };
  await killAtPage60(system, env);
  await using second = await startProgram(system, env);
  expect(await second.match()).toMatchObject({ status: 'EXACT' });
  expectEachOnce(system.answered());
});

async function killAtPage60(
  system: ReadingSystem,
  env: Readonly<Record<string, string>>,
  isKept: () => Promise<void> = async () => {},
): Promise<readonly string[]> {
  await system.idle();
  system.discovery.switchboard.set(SLOWLY);
  await using first = await startProgram(system, { ...env, DBT_DEADLINE_MS: '100' });
  expect(await first.match()).toMatchObject({ status: 'UNAVAILABLE' });
  await system.stopAt(60);
  const answered = system.answered();
  expect((await first.match()).reason).toContain(`about ${answered.length} % of environment 834 is read`);
  await isKept();
  await first.kill();
  system.takeCalls();
  system.discovery.switchboard.set(SLOWLY);
  return answered;
}

async function killAndGoOn(
  system: ReadingSystem,
  cache: Readonly<Record<string, string>>,
  countPages: () => Promise<number>,
  endLock: () => Promise<void>,
): Promise<void> {
  const before = await killAtPage60(system, cache, () =>
    expect.poll(countPages).toBeGreaterThanOrEqual(60 - MAY_LAG),
  );
  await endLock();
  await using second = await startProgram(system, { ...cache, DBT_DEADLINE_MS: String(PATIENT_MS) });
  expect(await second.match()).toMatchObject({ status: 'EXACT' });
  const after = system.answered();
  expect(after.length).toBeGreaterThanOrEqual(PAGES - before.length);
  expect(after.length).toBeLessThanOrEqual(PAGES - before.length + MAY_LAG);
  expect(new Set([...before, ...after]).size).toBe(PAGES);
  expect(after).not.toContain('start');
}
