import { beforeAll, describe, expect, test } from 'vitest';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { expectEachOnce, SLOWLY, startProgram, startReading, TABLE } from './index-jobs-fixture.ts';

beforeAll(() => sayWhenSkipped('faults/index-jobs-replicas.test.ts'));

const PATIENT = { sharedCacheDeadlineMs: PATIENT_MS, env: { DBT_DEADLINE_MS: String(PATIENT_MS) } };

describe.skipIf(REDIS_BINARY === null)('replicas that share a first read', () => {
  test('two that are cold ask for each page once between them, and both answer', async () => {
    await using redis = await startRedis();
    await using system = await startReading({ ...PATIENT, replicas: 2, redisUrl: redis.url });
    await system.begin();
    const pages = await Promise.all([system.other.page(TABLE), system.one.page(TABLE)]);
    expect(pages.map(({ statuses }) => statuses)).toEqual([['EXACT'], ['EXACT']]);
    expectEachOnce(system.answered());
  });

  test('the one that reads is killed in the middle: another takes over with its pages', async () => {
    await using redis = await startRedis();
    await using system = await startReading();
    await system.idle();
    system.discovery.switchboard.set(SLOWLY);
    const env = { CACHE_URL: redis.url };
    await using first = await startProgram(system, { ...env, DBT_DEADLINE_MS: '100' });
    await using second = await startProgram(system, { ...env, DBT_DEADLINE_MS: String(PATIENT_MS) });
    expect(await first.match()).toMatchObject({ status: 'UNAVAILABLE' });
    const waiting = second.match();
    const answered = await system.stopAt(40);
    await expect
      .poll(() =>
        withRedis(redis.url, async (client) => (await client.keys('dbt::*/pages/applied/*')).length),
      )
      .toBe(answered + 1);
    await first.kill();
    system.discovery.switchboard.set(SLOWLY);
    await withRedis(redis.url, async (client) => {
      // It would end by itself in ten seconds.
      for (const key of await client.keys('dbt:lock:index/*')) await client.del(key);
    });
    expect(await waiting).toMatchObject({ status: 'EXACT' });
    expectEachOnce(system.answered());
  });
});
