import { beforeAll, expect, test } from 'vitest';
import { PATIENT_MS } from '../support/patience.ts';
import { REDIS_BINARY, sayWhenSkipped, startRedis, withRedis } from '../support/redis-server.ts';
import { expectEachOnce, PAGES, SLOWLY, startReading, TABLE } from './index-jobs-fixture.ts';

beforeAll(() => sayWhenSkipped('faults/index-jobs-changed.test.ts'));

const REMOVE = 'mutation { removeDbtIntegration { userErrors { message } } }';

test.skipIf(REDIS_BINARY === null)(
  'the integration is removed in the middle of a first read: callers are told at once, nothing is read on or left',
  async () => {
    await using redis = await startRedis();
    const keys = () => withRedis(redis.url, (client) => client.keys('dbt::*'));
    await using system = await startReading({ redisUrl: redis.url, sharedCacheDeadlineMs: PATIENT_MS });
    await system.begin();
    await system.reached(20);
    await expect
      .poll(async () => (await keys()).filter((key) => key.includes('/pages/')).length)
      .toBeGreaterThan(10);
    // No page comes any more: without the removal the caller waits until the own deadline.
    const waiting = system.one.page(TABLE);
    await system.stopAt(25);
    const asked = system.discovery.requests.discovery().length;
    const { data } = await system.one.query(REMOVE);
    expect(data.removeDbtIntegration.userErrors).toEqual([]);
    const { statuses, tables } = await waiting;
    expect(statuses).toEqual(['UNAVAILABLE']);
    expect(tables[0].dbt.match.reason).toContain('was changed while its project was being read');
    await expect.poll(keys).toEqual([]);
    system.discovery.switchboard.set(SLOWLY);
    expect((await system.one.page(TABLE)).statuses).toEqual(['NOT_CONFIGURED']);
    expect(system.discovery.requests.discovery()).toHaveLength(asked);
    expect(await keys()).toEqual([]);
  },
);

test('the integration is replaced in the middle of a first read: callers are told at once, and the new read is whole', async () => {
  await using system = await startReading();
  await system.begin();
  const waiting = system.one.page(TABLE);
  await system.reached(20);
  const { data } = await system.one.query(
    `mutation ($input: DbtIntegrationInput!) {
       configureDbtIntegration(input: $input) { userErrors { message } } }`,
    { input: { apiHost: system.discovery.adminUrl, environmentIds: ['834'] } },
  );
  expect(data.configureDbtIntegration.userErrors).toEqual([]);
  expect((await waiting).tables[0].dbt.match.reason).toContain(
    'was changed while its project was being read',
  );
  expect((await system.one.page(TABLE)).statuses).toEqual(['EXACT']);
  expectEachOnce(system.answered().slice(-PAGES));
  expect(system.answered().length).toBeLessThan(2 * PAGES);
});
