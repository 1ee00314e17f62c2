import { expect, it } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { ADMIN_OPERATIONS, adminOf, type Graph, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_the-only-token-0001';

async function start() {
  const dbt = await startDiscovery({ tokens: [{ token: TOKEN, permission: 'full' }] });
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl });
  const admin = adminOf(graph);
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] };
  return { graph, admin, input };
}

const actionsOf = ({ events }: Parsed): string[] => events.map(({ action }: Parsed) => action);

async function problemsOf(graph: Graph, variables: Readonly<Record<string, unknown>>) {
  const { body } = await graph.ask(ADMIN_OPERATIONS.dbtIntegrationEvents, variables);
  return body.errors?.map(({ message, extensions }: Parsed) => `${extensions.code} ${message}`);
}

it('a tenant without an integration has a trail, which is empty', async () => {
  const { admin } = await start();
  expect(await admin.events()).toEqual({ events: [], endCursor: null, hasNextPage: false });
});

it('pages tell every event once, newest first, while others are written, and after a removal', async () => {
  const { admin, input } = await start();
  await admin.configure(input);
  for (let times = 0; times < 4; times++) await admin.refresh();
  const first = await admin.events(2);
  expect(first).toMatchObject({
    hasNextPage: true,
    events: [{ action: 'REFRESHED' }, { action: 'REFRESHED' }],
  });
  await admin.setWebhookSecret('webhook-secret-0001');
  await admin.remove();

  const second = await admin.events(2, first.endCursor);
  expect(actionsOf(second)).toEqual(['REFRESHED', 'REFRESHED']);
  const third = await admin.events(2, second.endCursor);
  expect(actionsOf(third)).toEqual(['CONFIGURED']);
  expect(third.hasNextPage).toBe(false);
  expect(await admin.events(2, third.endCursor)).toEqual({ events: [], endCursor: null, hasNextPage: false });
  expect(actionsOf(await admin.events(2))).toEqual(['REMOVED', 'WEBHOOK_SECRET_SET']);
  expect(await admin.get()).toBeNull();
});

it('a page that ends with the last event has no next one', async () => {
  const { admin, input } = await start();
  await admin.configure(input);
  await admin.refresh();
  expect(await admin.events(2)).toMatchObject({ hasNextPage: false });
});

it.each([
  ['no text of ours', 'hello'],
  ['empty', ''],
  ['a number', '12'],
  ['one with a letter more', `${Buffer.from('event:12').toString('base64url')}A`],
  ['one in other base64', `${Buffer.from('event:12').toString('base64url')}==`],
  ['one of a number that none can have', Buffer.from('event:9999999999999999').toString('base64url')],
  ['10000 characters', 'x'.repeat(10_000)],
])('a cursor that is none (%s) is refused, with what to do', async (_, after) => {
  const { graph } = await start();
  expect(await problemsOf(graph, { after })).toEqual([
    'BAD_USER_INPUT dbtIntegrationEvents: after is no cursor. Pass the endCursor of the page before, or leave after out to begin with the newest event.',
  ]);
});

it.each([0, -1, 101, null])('first: %s is refused', async (first) => {
  const { graph } = await start();
  expect(await problemsOf(graph, { first })).toEqual([
    'BAD_USER_INPUT dbtIntegrationEvents: first must be between 1 and 100.',
  ]);
});
