import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DiscoveryServerOptions } from '../../discovery/server.ts';
import { createClock } from '../integrations/builders.ts';
import { post } from '../support/ask.ts';
import { indexRead } from '../support/index-read.ts';
import { adminOf, readTable, startDiscovery, startGraph } from './support.ts';

const FIRST = 'dbtc_first-token-0001';
const SECOND = 'dbtc_second-token-0002';
const NOON = '2026-03-01T12:00:00.000Z';

async function start(options: Partial<DiscoveryServerOptions> = {}) {
  const dbt = await startDiscovery({
    tokens: [
      { token: FIRST, permission: 'full' },
      { token: SECOND, permission: 'full' },
    ],
    ...options,
  });
  const clock = createClock();
  const graph = await startGraph(
    { DBT_ALLOWED_HOSTS: dbt.adminUrl, PUBLIC_URL: 'https://dbt.example.com/' },
    clock.now,
  );
  const admin = adminOf(graph);
  return { dbt, clock, graph, admin, input: { apiHost: dbt.adminUrl, serviceToken: FIRST } };
}

it('nothing is there until it is configured; then it is verified, connected and read', async () => {
  const { dbt, clock, graph, admin, input } = await start();
  expect(await admin.get()).toBeNull();
  expect(await readTable(graph)).toMatchObject({ status: 'NOT_CONFIGURED', codes: [] });

  const { environments } = await admin.verify(input);
  expect(environments.map(({ id }: { id: string }) => id).sort()).toEqual(['834', '912']);
  expect(await admin.get()).toBeNull();

  const { integration, userErrors } = await admin.configure({ ...input, environmentIds: ['834', '912'] });
  expect(userErrors).toEqual([]);
  expect(integration).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    revision: 1,
    status: 'CONNECTED',
    apiHost: new URL(dbt.adminUrl).host,
    discoveryUrl: dbt.url,
    serviceToken: { preview: '••••0001', setAt: NOON, setBy: null, lastUsedAt: NOON },
    environments: [
      { id: '834', name: 'Production', projectName: 'shop', adapterType: 'duckdb' },
      { id: '912', name: 'Finance production', projectName: 'finance', adapterType: 'duckdb' },
    ],
    webhookUrl: `https://dbt.example.com/webhooks/dbt/${integration.id}`,
    webhookSecretSet: false,
    configuredAt: NOON,
    configuredBy: null,
    updatedAt: NOON,
    lastSucceededAt: NOON,
    lastFailure: null,
    rateLimitedUntil: null,
    events: [
      {
        at: NOON,
        actor: null,
        action: 'CONFIGURED',
        detail: `Connected to ${new URL(dbt.adminUrl).host} with 2 environments (834, 912).`,
      },
    ],
  });
  expect(await admin.get()).toEqual(integration);

  clock.advance(60_000);
  expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
  expect(await admin.get()).toMatchObject({
    status: 'CONNECTED',
    lastSucceededAt: '2026-03-01T12:01:00.000Z',
    serviceToken: { lastUsedAt: '2026-03-01T12:01:00.000Z' },
  });
});

it('rotating replaces the token alone, after the new one has proven itself', async () => {
  const { clock, graph, admin, input } = await start();
  await admin.configure(input);
  await indexRead(graph.url);
  const before = await admin.get();
  clock.advance(1000);
  expect(await admin.rotate('dbtc_wrong-token-0003')).toMatchObject({
    integration: null,
    userErrors: [{ code: 'TOKEN_REJECTED', field: ['serviceToken'] }],
  });
  const { events, ...after } = await admin.get();
  expect({ ...after, events: events.slice(1) }).toEqual(before);
  expect(events[0]).toMatchObject({ action: 'REFUSED' });

  const { integration } = await admin.rotate(SECOND);
  expect(integration).toMatchObject({
    id: before.id,
    revision: 2,
    environments: before.environments,
    serviceToken: { preview: '••••0002', setAt: '2026-03-01T12:00:01.000Z' },
    configuredAt: NOON,
  });
  expect(integration.events.map(({ action }: { action: string }) => action)).toEqual([
    'TOKEN_ROTATED',
    'REFUSED',
    'CONFIGURED',
  ]);
  expect(await readTable(graph)).toMatchObject({ status: 'EXACT', codes: [] });
});

it('a webhook is heard once it has a secret, and no more when that is cleared', async () => {
  const { dbt, clock, graph, admin, input } = await start();
  const { integration } = await admin.configure(input);
  const deliver = (eventId: string) => {
    const body = JSON.stringify({
      eventId,
      eventType: 'job.run.completed',
      timestamp: new Date(clock.now()).toISOString(),
      data: { environmentId: '834' },
    });
    const authorization = createHmac('sha256', 'webhook-secret').update(body).digest('hex');
    return post(`${graph.url}/webhooks/dbt/${integration.id}`, body, { authorization });
  };
  expect((await deliver('early')).status).toBe(401);
  expect(await admin.setWebhookSecret('short')).toMatchObject({
    integration: null,
    userErrors: [{ code: 'INVALID_INPUT', field: ['secret'] }],
  });
  expect(await admin.setWebhookSecret('webhook-secret')).toMatchObject({
    integration: { webhookSecretSet: true, revision: 2 },
  });
  await indexRead(graph.url);
  dbt.requests.clear();
  expect(await deliver('first')).toMatchObject({ status: 200, body: { status: 'accepted' } });
  expect(await deliver('first')).toMatchObject({ status: 200, body: { status: 'repeated' } });
  expect(dbt.requests.all()).toEqual([]);
  const cleared = await admin.setWebhookSecret(null);
  expect(cleared.integration).toMatchObject({ webhookSecretSet: false, revision: 3 });
  expect(cleared.integration.events.map(({ detail }: { detail: string }) => detail).slice(0, 2)).toEqual([
    'Webhook secret cleared.',
    'Webhook secret set.',
  ]);
  expect((await deliver('late')).status).toBe(401);
});

it('refreshing forgets: the next read asks dbt, and has nothing to serve while dbt is down', async () => {
  const { dbt, graph, admin, input } = await start();
  await admin.configure(input);
  await readTable(graph);
  dbt.requests.clear();
  await readTable(graph);
  expect(dbt.requests.all()).toEqual([]);

  const { integration } = await admin.refresh();
  expect(integration).toMatchObject({
    revision: 2,
    events: [{ action: 'REFRESHED' }, { action: 'CONFIGURED' }],
  });
  await readTable(graph);
  expect(dbt.requests.discovery()).not.toEqual([]);

  await admin.refresh();
  dbt.switchboard.set({ status: 503 });
  expect(await readTable(graph)).toMatchObject({ status: 'UNAVAILABLE', codes: ['DBT_UNREACHABLE'] });
});

it('removing deletes it with what was read; connecting again keeps the trail and no number', async () => {
  const { clock, graph, admin, input } = await start();
  const { integration: first } = await admin.configure(input);
  await readTable(graph);
  clock.advance(1000);
  const removal = await admin.remove();
  expect(removal).toEqual({ removed: true, purgedEntries: expect.any(Number), userErrors: [] });
  expect(removal.purgedEntries).toBeGreaterThan(0);
  expect(await admin.remove()).toEqual({ removed: false, purgedEntries: 0, userErrors: [] });
  expect(await admin.get()).toBeNull();
  expect(await readTable(graph)).toMatchObject({ dbtDescription: null, status: 'NOT_CONFIGURED', codes: [] });

  clock.advance(1000);
  const { integration } = await admin.configure({ ...input, environmentIds: ['912'] });
  expect(integration.id).not.toBe(first.id);
  expect(integration.revision).toBeGreaterThan(first.revision);
  expect(integration.events).toMatchObject([
    { action: 'CONFIGURED', at: '2026-03-01T12:00:02.000Z' },
    { action: 'REMOVED', at: '2026-03-01T12:00:01.000Z' },
    { action: 'CONFIGURED', at: NOON },
  ]);
});

it('facts read through the old integration are never served after it was replaced', async () => {
  const { graph, admin, input } = await start();
  const marts = 'marts.order_items';
  await admin.configure({ ...input, environmentIds: ['834'] });
  expect(await readTable(graph, marts)).toMatchObject({ dbt: { node: { environment: { id: '834' } } } });
  await admin.configure({ ...input, environmentIds: ['912'] });
  expect(await readTable(graph, marts)).toMatchObject({ dbtDescription: null, status: 'NOT_IN_DBT' });
  expect(await readTable(graph, 'finance.monthly_revenue')).toMatchObject({
    status: 'EXACT',
    dbt: { node: { environment: { id: '912' } } },
  });
});
