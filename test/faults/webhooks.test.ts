import { describe, expect, test } from 'vitest';
import { NO_REDIS, REDIS_BINARY, startRedis } from '../support/redis-server.ts';
import { type Delivery, type System, startSystem } from './system.ts';

const MINUTE_MS = 60_000;
const NOTHING = { index: 0, details: 0, checks: 0 };

async function startWarm(options: Parameters<typeof startSystem>[0] = {}): Promise<System> {
  const system = await startSystem(options);
  for (const replica of system.replicas) await replica.page();
  system.takeCalls();
  return system;
}

/** Whatever a delivery sets off has begun by the time a later change check is answered. */
async function expectNoWork(system: System): Promise<void> {
  system.clock.turn(31_000);
  await system.one.page();
  await expect.poll(() => system.discovery.requests.discovery().length).toBeGreaterThan(0);
  expect(system.takeCalls()).toEqual({ ...NOTHING, checks: 1 });
}

describe('a delivery is refused, and costs nothing,', () => {
  test.each<[string, Delivery, number, string]>([
    ['when it is forged', { secret: 'another-secret' }, 401, 'forged'],
    ['when it is for an integration that does not exist', { integrationId: 'none' }, 401, 'forged'],
    ['when it is older than five minutes', { sentAtMs: -5 * MINUTE_MS - 1000 }, 400, 'too_old'],
    ['when it is from a clock that is ahead', { sentAtMs: 6 * MINUTE_MS }, 400, 'too_old'],
    ['when it is no JSON', { body: 'hello' }, 400, 'malformed'],
    ['when it lacks its id', { body: '{"timestamp":"2026-01-01T00:00:00Z"}' }, 400, 'malformed'],
  ])('%s', async (_what, delivery, status, outcome) => {
    await using system = await startWarm();
    const { sentAtMs, ...rest } = delivery;
    const sent = sentAtMs === undefined ? rest : { ...rest, sentAtMs: system.clock.now() + sentAtMs };
    expect((await system.deliver(sent)).status).toBe(status);
    expect(await system.one.metric(`dbt_subgraph_webhooks_total{outcome="${outcome}"}`)).toBe(1);
    await expectNoWork(system);
  });

  test('when it is larger than any delivery', async () => {
    await using system = await startWarm();
    const answer = await system.deliver({ padding: 70_000 }).catch(() => null);
    // The connection may be cut before the answer is read: what is too large is not read to its end.
    expect(answer === null ? 413 : answer.status).toBe(413);
    await expectNoWork(system);
  });

  test.each([
    ['no signature', {}],
    ['something else', { authorization: 'Bearer abc' }],
    ['a signature in upper case', { authorization: 'A'.repeat(64) }],
  ])('when it comes with %s', async (_what, headers) => {
    await using system = await startWarm();
    const url = `${system.one.url}/webhooks/dbt/${system.integrationId}`;
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(401);
    expect((await fetch(url, { headers })).status).toBe(405);
    await expectNoWork(system);
  });

  test('when the integration has no secret', async () => {
    await using system = await startWarm({ webhook: false });
    expect((await system.deliver()).status).toBe(401);
    await expectNoWork(system);
  });
});

test('a delivery about another environment, or of another kind, is taken and left alone', async () => {
  await using system = await startWarm();
  const other = await system.deliver({ environmentId: '5' });
  expect([other.status, await other.json()]).toEqual([200, { status: 'ignored' }]);
  const body = JSON.stringify({
    eventId: 'e',
    eventType: 'job.run.started',
    timestamp: new Date(system.clock.now()).toISOString(),
    data: { environmentId: 834 },
  });
  expect(await (await system.deliver({ body })).json()).toEqual({ status: 'ignored' });
  await expectNoWork(system);
});

test('a delivery reads the environment again, and that one alone; the same event once more costs nothing', async () => {
  await using system = await startWarm();
  const accepted = await system.deliver({ eventId: 'once' });
  expect([accepted.status, await accepted.json()]).toEqual([200, { status: 'accepted' }]);
  await expect.poll(() => system.discovery.requests.discovery().length).toBe(2);
  const asked = system.discovery.requests.discovery();
  expect(asked.map(({ variables }) => variables?.environmentId)).toEqual(['834', '834']);
  expect(system.takeCalls()).toEqual({ index: 1, details: 1, checks: 0 });
  for (let times = 0; times < 3; times++)
    expect(await (await system.deliver({ eventId: 'once' })).json()).toEqual({ status: 'repeated' });
  await expectNoWork(system);
});

test.skipIf(REDIS_BINARY === null)('the same event on another replica costs nothing either', async () => {
  await using redis = await startRedis();
  await using system = await startWarm({ replicas: 2, redisUrl: redis.url });
  await system.deliver({ eventId: 'once', to: system.one });
  await expect.poll(() => system.discovery.requests.discovery().length).toBe(2);
  expect(await (await system.deliver({ eventId: 'once', to: system.other })).json()).toEqual({
    status: 'repeated',
  });
  system.takeCalls();
  await expectNoWork(system);
});

if (REDIS_BINARY === null) process.stderr.write(`faults/webhooks.test.ts, one test: ${NO_REDIS}\n`);

test('while dbt is down a delivery is taken, the old facts are served, and the new ones when it is back', async () => {
  await using system = await startWarm();
  const before = await system.one.page();
  system.discovery.switchboard.set({ status: 401, only: 'discovery' });
  expect((await system.deliver()).status).toBe(200);
  expect(await system.one.page()).toEqual(before);
  system.discovery.switchboard.reset();
  system.clock.turn(40_000);
  const isNewer = async () => {
    const { tables } = await system.one.page();
    return Date.parse(tables[0].dbt.asOf) > Date.parse(before.tables[0].dbt.asOf);
  };
  await expect.poll(isNewer).toBe(true);
});
