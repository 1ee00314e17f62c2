import { expect, it } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { indexRead } from '../support/index-read.ts';
import { adminOf, startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_first-token-0001';
const OTHER = 'dbtc_other-token-0002';
const CONFLICT =
  'Someone else changed the integration since it was read. Read it again, then repeat the change.';

async function start() {
  const tokens = [TOKEN, OTHER].map((token) => ({ token, permission: 'full' as const }));
  const dbt = await startDiscovery({ tokens });
  const elsewhere = await startDiscovery({ tokens });
  const allowed = [dbt.adminUrl, elsewhere.adminUrl].join();
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: allowed });
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds: ['834'] };
  return { dbt, elsewhere, graph, admin: adminOf(graph), input };
}

it('a change that expects another revision is refused, and changes nothing', async () => {
  const { graph, admin, input } = await start();
  const conflictAt = (...field: string[]) => ({
    integration: null,
    userErrors: [{ code: 'REVISION_CONFLICT', field, message: CONFLICT }],
  });
  expect((await admin.configure({ ...input, expectedRevision: 0 })).integration).toMatchObject({
    revision: 1,
  });
  await indexRead(graph.url);
  const before = await admin.get();
  for (const expectedRevision of [0, 2]) {
    const refused = await admin.configure({ ...input, expectedRevision });
    expect(refused).toEqual(conflictAt('input', 'expectedRevision'));
  }
  expect(await admin.rotate(OTHER, 2)).toEqual(conflictAt('expectedRevision'));
  expect(await admin.get()).toEqual(before);
  expect((await admin.rotate(OTHER, 1)).integration).toMatchObject({ revision: 2 });
  expect((await admin.configure({ ...input, expectedRevision: 2 })).integration).toMatchObject({
    revision: 3,
  });
});

it('of two admins who saw the same revision, one changes it and the other is told', async () => {
  const { admin, input } = await start();
  await admin.configure(input);
  const results = await Promise.all([
    admin.configure({ ...input, environmentIds: ['912'], expectedRevision: 1 }),
    admin.configure({ ...input, environmentIds: ['834', '912'], expectedRevision: 1 }),
    admin.rotate(OTHER, 1),
  ]);
  const saved = results.filter(({ integration }) => integration !== null);
  expect(saved).toHaveLength(1);
  const problems = results.flatMap(({ userErrors }) => userErrors.map(({ code }: Parsed) => code));
  expect(problems).toEqual(['REVISION_CONFLICT', 'REVISION_CONFLICT']);
  const { revision, environments, serviceToken } = await admin.get();
  expect({ revision, environments, serviceToken }).toMatchObject({
    revision: 2,
    environments: saved[0].integration.environments,
    serviceToken: { preview: saved[0].integration.serviceToken.preview },
  });
});

it('of two admins who expect nothing, the last one wins, whole', async () => {
  const { admin, input } = await start();
  await admin.configure(input);
  const wishes = [
    { ...input, environmentIds: ['912'], serviceToken: OTHER },
    { ...input, environmentIds: ['834', '912'], serviceToken: TOKEN },
  ];
  const results = await Promise.all(wishes.map((wish) => admin.configure(wish)));
  expect(results.map(({ userErrors }) => userErrors)).toEqual([[], []]);
  expect(results.map(({ integration }) => integration.revision).sort()).toEqual([2, 3]);
  const last = results.find(({ integration }) => integration.revision === 3).integration;
  const { environments, serviceToken, events } = await admin.get();
  expect({ environments, serviceToken }).toEqual({
    environments: last.environments,
    serviceToken: last.serviceToken,
  });
  const isFirstWish = environments.length === 1;
  expect(serviceToken.preview).toBe(isFirstWish ? '••••0002' : '••••0001');
  expect(events).toHaveLength(3);
});

it('saving without a token keeps the stored one', async () => {
  const { dbt, admin, input } = await start();
  const { integration: before } = await admin.configure(input);
  const { serviceToken: _, ...rest } = input;
  const { integration, userErrors } = await admin.configure({ ...rest, environmentIds: ['912', '834'] });
  expect(userErrors).toEqual([]);
  expect(integration).toMatchObject({
    id: before.id,
    environments: [{ id: '912' }, { id: '834' }],
    serviceToken: { preview: before.serviceToken.preview, setAt: before.serviceToken.setAt },
  });
  expect(dbt.requests.all().every(({ authorized }) => authorized)).toBe(true);
});

it.each([
  [
    'the host',
    'apiHost',
    'The API host changes, and the stored token is never sent to another host. Enter the service token too.',
  ],
  [
    'the Discovery URL',
    'discoveryUrl',
    'The Discovery URL changes, and the stored token is never sent to another host. Enter the service token too, or keep the stored Discovery URL.',
  ],
])('a changed %s demands the token, and is not called before it comes', async (_, field, message) => {
  const { elsewhere, admin, input } = await start();
  await admin.configure(input);
  const { serviceToken, ...rest } = input;
  const change = { ...rest, [field]: field === 'apiHost' ? elsewhere.adminUrl : elsewhere.url };
  const userErrors = [{ code: 'TOKEN_REQUIRED', field: ['input', 'serviceToken'], message }];
  expect(await admin.verify(change)).toEqual({ environments: [], userErrors });
  expect(await admin.configure(change)).toEqual({ integration: null, userErrors });
  expect(await admin.configure({ ...change, serviceToken: null })).toEqual({ integration: null, userErrors });
  expect(elsewhere.requests.all()).toEqual([]);

  const { integration } = await admin.configure({ ...change, serviceToken });
  expect(integration).toMatchObject({ discoveryUrl: elsewhere.url, revision: 2 });
});
