import { describe, expect, test } from 'vitest';
import { type Delivery, type Replica, type System, startSystem } from '../faults/system.ts';

const MINUTE_MS = 60_000;
const WEBHOOK = '{ dbtIntegration { webhook { lastAcceptedAt lastRefusedAt lastRefusal } } }';

async function webhookOn(replica: Replica) {
  const { data, errors } = await replica.query(WEBHOOK);
  expect(errors).toBeUndefined();
  return data.dbtIntegration.webhook;
}

const setSecret = (system: System, secret: string | null) =>
  system.one.query(
    'mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) { userErrors { code } } }',
    {
      secret,
    },
  );

const NONE = { lastAcceptedAt: null, lastRefusedAt: null, lastRefusal: null };

test('there is no state without a secret; nothing came yet with one', async () => {
  await using system = await startSystem({ webhook: false });
  expect(await webhookOn(system.one)).toBeNull();
  await system.deliver();
  await setSecret(system, 'webhook-secret-0001');
  expect(await webhookOn(system.one)).toEqual(NONE);
});

test('a delivery that was accepted is told, and one that dbt repeats', async () => {
  await using system = await startSystem();
  const before = system.clock.now();
  await system.deliver({ eventId: 'once' });
  const first = await webhookOn(system.one);
  expect(first).toMatchObject({ lastRefusedAt: null, lastRefusal: null });
  expect(Date.parse(first.lastAcceptedAt)).toBeGreaterThanOrEqual(before);
  system.clock.turn(MINUTE_MS);
  await system.deliver({ eventId: 'once' });
  const { lastAcceptedAt } = await webhookOn(system.one);
  expect(Date.parse(lastAcceptedAt)).toBeGreaterThan(Date.parse(first.lastAcceptedAt));
});

describe('why a delivery was refused is told, and what to do:', () => {
  const event = (changes: object) => (system: System) => ({
    body: JSON.stringify({
      eventId: 'e1',
      eventType: 'job.run.completed',
      timestamp: new Date(system.clock.now()).toISOString(),
      data: { environmentId: 834 },
      ...changes,
    }),
  });
  test.each<[string, (system: System) => Delivery, string]>([
    ['another secret', () => ({ secret: 'another-secret' }), 'dbt signs with another secret'],
    [
      'an old event',
      (system) => ({ sentAtMs: system.clock.now() - 6 * MINUTE_MS }),
      'more than 5 minutes before or after',
    ],
    ['no event', () => ({ body: '{}' }), 'lacks its id, type, time or environment'],
    [
      'another type',
      event({ eventType: 'job.run.started' }),
      'The event is job.run.started, of which there is no use',
    ],
    ['a type of markup', event({ eventType: '<b>' }), 'The event is another type,'],
    [
      'another environment',
      event({ data: { environmentId: 999 } }),
      'about environment 999, which the integration does not read',
    ],
    ['an id that is none', event({ data: { environmentId: 'x y' } }), 'about another environment,'],
  ])('%s', async (_what, delivery, why) => {
    await using system = await startSystem();
    const before = system.clock.now();
    await system.deliver(delivery(system));
    const { lastAcceptedAt, lastRefusedAt, lastRefusal } = await webhookOn(system.one);
    expect(lastAcceptedAt).toBeNull();
    expect(Date.parse(lastRefusedAt)).toBeGreaterThanOrEqual(before);
    expect(lastRefusal).toContain(why);
    expect(lastRefusal).not.toMatch(/secret-0001|another-secret/);
  });

  test('no signature, and a body that is too large, once the integration is known to the process', async () => {
    await using system = await startSystem();
    const address = `${system.one.url}/webhooks/dbt/${system.integrationId}`;
    await webhookOn(system.one);
    expect((await fetch(address, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await webhookOn(system.one)).lastRefusal).toMatch(
      /^The request had no signature of dbt's form\./,
    );
    expect((await system.deliver({ padding: 70_000 })).status).toBe(413);
    expect((await webhookOn(system.one)).lastRefusal).toBe(
      "The body was not taken: An event is at most 65536 bytes large. dbt's events are about a kilobyte.",
    );
  });
});

test('calls of addresses that are no integration change nothing', async () => {
  await using system = await startSystem();
  await webhookOn(system.one);
  await system.deliver({ integrationId: 'made-up' });
  await fetch(`${system.one.url}/webhooks/dbt/made-up`, { method: 'POST', body: '{}' });
  expect(await webhookOn(system.one)).toEqual(NONE);
});

test('another replica, and one that was started later, tell the same', async () => {
  await using system = await startSystem({ replicas: 2 });
  await system.deliver({ secret: 'another-secret' });
  await system.deliver();
  const known = await webhookOn(system.one);
  expect(known.lastAcceptedAt).not.toBeNull();
  expect(known.lastRefusal).not.toBeNull();
  expect(await webhookOn(system.other)).toEqual(known);
  await system.one.stop();
  expect(await webhookOn(await system.startReplica())).toEqual(known);
});

test('what came before the secret was cleared is told again with the next one; nothing after a removal', async () => {
  await using system = await startSystem();
  await system.deliver();
  const known = await webhookOn(system.one);
  await setSecret(system, null);
  expect(await webhookOn(system.one)).toBeNull();
  await setSecret(system, 'webhook-secret-0002');
  expect(await webhookOn(system.one)).toEqual(known);
  await system.one.query('mutation { removeDbtIntegration { removed } }');
  expect((await system.one.query(WEBHOOK)).data.dbtIntegration).toBeNull();
});
