import { expect, it } from 'vitest';
import type { IntegrationInput } from '../../src/integrations/input.ts';
import type { DbtIntegrationErrorCode } from '../../src/integrations/problem.ts';
import { admin, draftOf, eventOf } from './builders.ts';
import { createFixture, environmentOf, INPUT, TOKEN } from './service-fixture.ts';

it.each<[DbtIntegrationErrorCode, readonly string[]]>([
  ['HOST_UNREACHABLE', []],
  ['TOKEN_REJECTED', ['REFUSED']],
  ['PERMISSION_MISSING', ['REFUSED']],
  ['ENVIRONMENT_NOT_FOUND', []],
  ['NO_ENVIRONMENTS', []],
  ['RATE_LIMITED', []],
])('hands on %s of the verification, and stores nothing but that it was refused', async (code, actions) => {
  const problem = { code, field: ['input', 'serviceToken'], message: 'What to do.' };
  const { service } = createFixture({ verify: async () => ({ ok: false, errors: [problem] }) });
  expect(await service.configure(admin, INPUT)).toEqual({
    integration: null,
    userErrors: [problem],
    notes: [],
  });
  expect(await service.verify(admin, INPUT)).toEqual({ environments: [], userErrors: [problem], notes: [] });
  expect(await service.get(admin)).toBeNull();
  expect((await service.events(admin, 10)).map(({ action }) => action)).toEqual(actions);
});

it('creates the integration with what verification found', async () => {
  const { service, asked, changes } = createFixture();
  const { integration, userErrors } = await service.configure(admin, {
    ...INPUT,
    serviceToken: ` ${TOKEN}\n`,
    discoveryUrl: ' ',
  });
  expect(userErrors).toEqual([]);
  expect(integration).toMatchObject({
    id: 'int-1',
    tenant: 'acme',
    revision: 1,
    apiHost: 'ab123.us1.dbt.com',
    discoveryUrl: 'https://metadata.ab123.us1.dbt.com/graphql',
    tokenPreview: '••••cdef',
    tokenSetBy: 'ada',
    environments: [environmentOf('834'), environmentOf('835')],
    webhookSecret: null,
    configuredAt: '2026-03-01T12:00:00.000Z',
    configuredBy: 'ada',
  });
  expect(asked).toEqual([
    {
      apiHost: 'ab123.us1.dbt.com',
      discoveryUrl: null,
      environmentIds: ['834', '835'],
      serviceToken: TOKEN,
    },
  ]);
  expect(changes).toEqual([{ tenant: 'acme', integrationId: 'int-1', revision: 1, action: 'CONFIGURED' }]);
  expect(await service.get(admin)).toEqual(integration);
  expect(await service.events(admin, 10)).toMatchObject([
    {
      at: '2026-03-01T12:00:00.000Z',
      actor: 'ada',
      action: 'CONFIGURED',
      detail: 'Connected to ab123.us1.dbt.com with 2 environments (834, 835).',
    },
  ]);
});

it('shows nothing of a short token', async () => {
  const { service } = createFixture();
  const { integration } = await service.configure(admin, { ...INPUT, serviceToken: 'short' });
  expect(integration?.tokenPreview).toBe('••••');
});

it('replaces it under the same id, keeps token and webhook secret, and lists environments anew', async () => {
  const { service, asked, clock } = createFixture();
  await service.configure(admin, INPUT);
  const withSecret = await service.setWebhookSecret(admin, 'hook-secret');
  clock.advance(60_000);
  const { integration } = await service.configure({ ...admin, userId: 'bob' }, { apiHost: INPUT.apiHost });
  expect(asked.at(-1)).toMatchObject({ environmentIds: null, serviceToken: TOKEN });
  expect(integration).toMatchObject({
    id: 'int-1',
    revision: 3,
    environments: [environmentOf('900')],
    webhookSecret: withSecret.integration?.webhookSecret,
    serviceToken: withSecret.integration?.serviceToken,
    tokenSetBy: 'ada',
    configuredBy: 'ada',
    configuredAt: '2026-03-01T12:00:00.000Z',
    updatedAt: '2026-03-01T12:01:00.000Z',
  });
  const [newest] = await service.events(admin, 1);
  expect(newest).toMatchObject({ action: 'UPDATED', actor: 'bob', detail: 'Changed: environments to 900.' });
});

it('says in the audit trail what changed, and never the token', async () => {
  const { service } = createFixture();
  await service.configure(admin, INPUT);
  await service.configure(admin, { ...INPUT, apiHost: 'zz9.eu1.dbt.com', serviceToken: `${TOKEN}-2` });
  await service.configure(admin, { ...INPUT, apiHost: 'zz9.eu1.dbt.com', serviceToken: null });
  const events = await service.events(admin, 10);
  expect(events.map(({ detail }) => detail)).toEqual([
    'Saved again without a change.',
    'Changed: host from ab123.us1.dbt.com to zz9.eu1.dbt.com; Discovery URL to https://metadata.zz9.eu1.dbt.com/graphql; token.',
    'Connected to ab123.us1.dbt.com with 2 environments (834, 835).',
  ]);
});

it.each<[string, IntegrationInput, string]>([
  [
    'the host changes',
    { apiHost: 'evil.us1.dbt.com' },
    'The API host changes, and the stored token is never sent to another host. Enter the service token too.',
  ],
  [
    'the port changes',
    { apiHost: `${INPUT.apiHost}:8443` },
    'The API host changes, and the stored token is never sent to another host. Enter the service token too.',
  ],
  [
    'the Discovery URL changes',
    { apiHost: INPUT.apiHost, discoveryUrl: 'https://evil.example/graphql' },
    'The Discovery URL changes, and the stored token is never sent to another host. Enter the service token too, or keep the stored Discovery URL.',
  ],
])('never sends the stored token when %s', async (_title, input, message) => {
  const { service, asked } = createFixture();
  await service.configure(admin, INPUT);
  const before = await service.get(admin);
  const userErrors = [{ code: 'TOKEN_REQUIRED', field: ['input', 'serviceToken'], message }];
  expect(await service.configure(admin, input)).toEqual({ integration: null, userErrors, notes: [] });
  expect(await service.verify(admin, input)).toEqual({ environments: [], userErrors, notes: [] });
  expect(asked.length).toBe(1);
  expect(await service.get(admin)).toEqual(before);
});

it('verifies the stored token on the stored host, and stores nothing', async () => {
  const { service, asked } = createFixture();
  await service.configure(admin, INPUT);
  const result = await service.verify(admin, { apiHost: INPUT.apiHost, environmentIds: ['1'] });
  expect(result).toEqual({ environments: [environmentOf('1')], userErrors: [], notes: [] });
  expect(asked.at(-1)?.serviceToken).toBe(TOKEN);
  expect(await service.get(admin)).toMatchObject({ revision: 1 });
});

it('refuses an outdated revision before dbt is asked, and takes the right one', async () => {
  const { service, asked } = createFixture();
  await service.configure(admin, { ...INPUT, expectedRevision: 0 });
  await service.configure(admin, { ...INPUT, expectedRevision: 1 });
  const { userErrors } = await service.configure(admin, { ...INPUT, expectedRevision: 1 });
  expect(userErrors).toMatchObject([{ code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'] }]);
  expect([asked.length, (await service.get(admin))?.revision]).toEqual([2, 2]);
});

it('lets one of two admins win when both expect the same revision', async () => {
  const { service } = createFixture();
  await service.configure(admin, INPUT);
  const inputs = ['a.us1.dbt.com', 'b.us1.dbt.com'].map((apiHost) => ({
    ...INPUT,
    apiHost,
    expectedRevision: 1,
  }));
  const results = await Promise.all(inputs.map((input) => service.configure(admin, input)));
  const winner = results.find(({ integration }) => integration !== null);
  const loser = results.find(({ integration }) => integration === null);
  expect(loser?.userErrors).toMatchObject([
    { code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'] },
  ]);
  expect(await service.get(admin)).toEqual(winner?.integration);
});

it('lets the last of many admins without a revision win, whole', async () => {
  const { service } = createFixture();
  const inputs = ['1', '2', '3', '4'].map((n) => ({
    serviceToken: `${TOKEN}-${n}${n}${n}${n}`,
    apiHost: `host${n}.us1.dbt.com`,
    environmentIds: [n],
  }));
  const results = await Promise.all(inputs.map((input) => service.configure(admin, input)));
  expect(results.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const integration = await service.get(admin);
  const n = integration?.environments[0]?.id;
  expect(integration).toMatchObject({
    revision: 4,
    apiHost: `host${n}.us1.dbt.com`,
    tokenPreview: `••••${n}${n}${n}${n}`,
  });
});

it('does not send a token to a host that another admin moved it away from meanwhile', async () => {
  const fixture = createFixture({
    verify: async (input) => {
      if (input.environmentIds?.[0] === '1') {
        await fixture.service.configure(admin, { ...INPUT, apiHost: 'moved.us1.dbt.com' });
      }
      return fixture.acceptAll(input);
    },
  });
  const { service, asked } = fixture;
  await service.configure(admin, INPUT);
  const { userErrors } = await service.configure(admin, { apiHost: INPUT.apiHost, environmentIds: ['1'] });
  expect(userErrors).toMatchObject([{ code: 'TOKEN_REQUIRED' }]);
  expect(asked.length).toBe(3);
  expect(await service.get(admin)).toMatchObject({ apiHost: 'moved.us1.dbt.com' });
});

it('gives up with a conflict when others never stop changing it', async () => {
  const fixture = createFixture();
  const draft = (await fixture.service.configure(admin, INPUT)).integration ?? draftOf();
  const { store } = fixture;
  const busy = createFixture({
    store: {
      ...store,
      async read(tenant) {
        const result = await store.read(tenant);
        const revision = result.kind === 'found' ? result.integration.revision : 0;
        await store.replace(draft, { expectedRevision: revision, event: eventOf() });
        return result;
      },
    },
  });
  const result = await busy.service.configure(admin, INPUT);
  expect(result.userErrors).toMatchObject([{ code: 'REVISION_CONFLICT', field: null }]);
  expect(busy.asked.length).toBe(1);
});
