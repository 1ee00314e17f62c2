import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/identity/viewer.ts';
import { ForbiddenError, StoreUnavailableError } from '../../src/integrations/errors.ts';
import type { IntegrationService } from '../../src/integrations/integration-service.ts';
import { type IntegrationStore, StoreError } from '../../src/integrations/store/store.ts';
import { findWebhookTarget } from '../../src/integrations/webhook-target.ts';
import { admin, connectionOf, draftOf } from './builders.ts';
import { createFixture, environmentOf, INPUT, KEY, TOKEN } from './service-fixture.ts';

const NOT_CONFIGURED = {
  code: 'NOT_CONFIGURED',
  field: null,
  message: 'dbt is not connected. Connect it with configureDbtIntegration first.',
};

const EVERY_METHOD: readonly [string, (service: IntegrationService, viewer: Viewer) => Promise<unknown>][] = [
  ['get', (service, viewer) => service.get(viewer)],
  ['health', (service, viewer) => service.health(viewer, { ...draftOf(), revision: 1 })],
  ['events', (service, viewer) => service.events(viewer, 10)],
  ['verify', (service, viewer) => service.verify(viewer, INPUT)],
  ['configure', (service, viewer) => service.configure(viewer, INPUT)],
  ['rotateToken', (service, viewer) => service.rotateToken(viewer, TOKEN, null)],
  ['setWebhookSecret', (service, viewer) => service.setWebhookSecret(viewer, 'hook-secret')],
  ['refresh', (service, viewer) => service.refresh(viewer)],
  ['remove', (service, viewer) => service.remove(viewer)],
];

const onUnavailable = () => undefined;

const untouchable = new Proxy({} as IntegrationStore, {
  get: (_target, method) => () => {
    throw new Error(`${String(method)} was called`);
  },
});

const failing = new Proxy({} as IntegrationStore, {
  get: () => async () => {
    throw new StoreError('read an integration', new Error('down'));
  },
});

describe.each(EVERY_METHOD)('%s', (_name, call) => {
  it('is forbidden to anyone but admins, before anything is looked up', async () => {
    const { service, asked } = createFixture({ store: untouchable });
    await expect(call(service, { ...admin, isAdmin: false })).rejects.toThrow(ForbiddenError);
    expect(asked).toEqual([]);
  });

  it('fails as STORE_UNAVAILABLE while the store does, and tells why', async () => {
    const { service, asked, unavailable } = createFixture({ store: failing });
    await expect(call(service, admin)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(asked).toEqual([]);
    expect(unavailable).toMatchObject([{ name: 'StoreError', cause: { message: 'down' } }]);
  });

  it('touches no other tenant', async () => {
    const { service } = createFixture();
    await service.configure(admin, INPUT);
    const before = await service.get(admin);
    await call(service, { ...admin, tenant: 'other' });
    expect(await service.get(admin)).toEqual(before);
    expect((await service.events(admin, 10)).length).toBe(1);
  });
});

describe.each([
  ['rotateToken', (service: IntegrationService) => service.rotateToken(admin, TOKEN, null)],
  ['setWebhookSecret', (service: IntegrationService) => service.setWebhookSecret(admin, null)],
  ['refresh', (service: IntegrationService) => service.refresh(admin)],
] as const)('%s', (_name, call) => {
  it('says so when there is no integration', async () => {
    const { service, asked } = createFixture();
    expect(await call(service)).toEqual({ integration: null, userErrors: [NOT_CONFIGURED], notes: [] });
    expect([asked, await service.events(admin, 1)]).toEqual([[], []]);
  });
});

it('verifies a new token where the old one is used, then replaces that alone', async () => {
  const { service, asked, clock, changes } = createFixture();
  await service.configure(admin, INPUT);
  const before = (await service.setWebhookSecret(admin, 'hook-secret')).integration;
  clock.advance(1_000);
  const { integration } = await service.rotateToken({ ...admin, userId: 'bob' }, `${TOKEN}-wxyz`, 2);
  expect(asked.at(-1)).toEqual({
    apiHost: 'https://ab123.us1.dbt.com',
    discoveryUrl: 'https://metadata.ab123.us1.dbt.com/graphql',
    environmentIds: ['834', '835'],
    serviceToken: `${TOKEN}-wxyz`,
  });
  expect(integration).toEqual({
    ...before,
    revision: 3,
    serviceToken: integration?.serviceToken,
    tokenPreview: '••••wxyz',
    tokenSetAt: '2026-03-01T12:00:01.000Z',
    tokenSetBy: 'bob',
    updatedAt: '2026-03-01T12:00:01.000Z',
  });
  expect(changes.at(-1)).toMatchObject({ revision: 3, action: 'TOKEN_ROTATED' });
  const [event] = await service.events(admin, 1);
  expect(event?.detail).toBe('Token replaced, verified with 2 environments (834, 835).');
});

it.each([
  [{ code: 'TOKEN_REJECTED', field: ['input', 'serviceToken'], message: 'm' } as const, ['serviceToken']],
  [{ code: 'HOST_UNREACHABLE', field: ['input', 'apiHost'], message: 'm' } as const, null],
  [{ code: 'ENVIRONMENT_NOT_FOUND', field: ['input', 'environmentIds'], message: 'm' } as const, null],
])('keeps the old token when the new one fails with %j', async (problem, field) => {
  let isRotating = false;
  const fixture = createFixture({
    verify: async (input) => (isRotating ? { ok: false, errors: [problem] } : fixture.acceptAll(input)),
  });
  await fixture.service.configure(admin, INPUT);
  const before = await fixture.service.get(admin);
  isRotating = true;
  const result = await fixture.service.rotateToken(admin, `${TOKEN}-2`, null);
  expect(result).toEqual({ integration: null, userErrors: [{ ...problem, field }], notes: [] });
  expect(await fixture.service.get(admin)).toEqual(before);
});

it('refuses a rotation with bad input or an outdated revision before dbt is asked', async () => {
  const { service, asked } = createFixture();
  await service.configure(admin, INPUT);
  const [bad, outdated] = [
    await service.rotateToken(admin, '', -1),
    await service.rotateToken(admin, TOKEN, 7),
  ];
  expect(bad.userErrors.map(({ code, field }) => [code, field])).toEqual([
    ['INVALID_INPUT', ['serviceToken']],
    ['INVALID_INPUT', ['expectedRevision']],
  ]);
  expect(outdated.userErrors).toMatchObject([{ code: 'REVISION_CONFLICT', field: ['expectedRevision'] }]);
  expect(asked.length).toBe(1);
});

it('sets and clears the webhook secret, which the webhook finds by the id in its address', async () => {
  const { service, store, vault } = createFixture();
  await service.configure(admin, INPUT);
  expect(await findWebhookTarget({ store, vault, onUnavailable }, 'int-1')).toBeNull();
  const set = await service.setWebhookSecret(admin, ' hook-secret ');
  expect(set.integration && service.webhookUrl(set.integration)).toBe(
    'https://dbt.example.com/webhooks/dbt/int-1',
  );
  expect(await findWebhookTarget({ store, vault, onUnavailable }, 'int-1')).toEqual({
    tenant: 'acme',
    integrationId: 'int-1',
    revision: 2,
    environments: [environmentOf('834'), environmentOf('835')],
    webhookSecret: 'hook-secret',
  });
  await service.setWebhookSecret(admin, null);
  expect(await findWebhookTarget({ store, vault, onUnavailable }, 'int-1')).toBeNull();
  expect((await service.events(admin, 2)).map(({ detail }) => detail)).toEqual([
    'Webhook secret cleared.',
    'Webhook secret set.',
  ]);
});

it.each([
  [
    'short',
    'The webhook secret is shorter than 8 characters. Paste the one dbt shows, or pass null to clear it.',
  ],
  ['x'.repeat(513), 'The webhook secret is longer than 512 characters.'],
  ['two words', 'The webhook secret contains blanks or characters that dbt never uses in one.'],
])('refuses the webhook secret %j', async (secret, message) => {
  const { service } = createFixture();
  await service.configure(admin, INPUT);
  const userErrors = [{ code: 'INVALID_INPUT', field: ['secret'], message }];
  expect(await service.setWebhookSecret(admin, secret)).toEqual({ integration: null, userErrors, notes: [] });
});

it('forgets what was read: a new revision, and the entries of the one before it deleted', async () => {
  const { service, purged, forgotten, changes } = createFixture();
  await service.configure(admin, INPUT);
  const { integration } = await service.refresh(admin);
  expect(integration?.revision).toBe(2);
  expect(forgotten).toEqual([{ tenant: 'acme', integrationId: 'int-1', revision: 1 }]);
  expect(purged).toEqual(['acme/int-1/1']);
  expect(changes.at(-1)?.action).toBe('REFRESHED');
});

it('removes record, token and entries; the trail stays, and a new integration starts with a new id', async () => {
  const { service, purged, changes } = createFixture();
  await service.configure(admin, INPUT);
  expect(await service.remove(admin)).toEqual({ removed: true, purgedEntries: 12, userErrors: [] });
  expect(await service.remove(admin)).toEqual({ removed: false, purgedEntries: 0, userErrors: [] });
  expect(await service.get(admin)).toBeNull();
  expect(purged).toEqual(['acme/int-1/*']);
  expect(changes.at(-1)).toEqual({ tenant: 'acme', integrationId: 'int-1', revision: 1, action: 'REMOVED' });
  const { integration } = await service.configure(admin, INPUT);
  expect(integration).toMatchObject({ id: 'int-2', revision: 2 });
  expect((await service.events(admin, 10)).map(({ action }) => action)).toEqual([
    'CONFIGURED',
    'REMOVED',
    'CONFIGURED',
  ]);
});

it('overwrites nothing that it cannot open, but removes it', async () => {
  const { store, service } = createFixture();
  await service.configure(admin, INPUT);
  const before = await store.read('acme');
  for (const key of [
    { ...KEY, key: new Uint8Array(32).fill(8) },
    { ...KEY, id: 'k2' },
  ]) {
    const { service: locked, asked } = createFixture({ store, keys: [key] });
    await expect(locked.configure(admin, INPUT)).rejects.toThrow(StoreUnavailableError);
    await expect(locked.rotateToken(admin, TOKEN, null)).rejects.toThrow(StoreUnavailableError);
    await expect(locked.setWebhookSecret(admin, null)).rejects.toThrow(StoreUnavailableError);
    await expect(locked.refresh(admin)).rejects.toThrow(StoreUnavailableError);
    expect(asked).toEqual([]);
    expect(await locked.get(admin)).not.toBeNull();
  }
  expect(await store.read('acme')).toEqual(before);
  const { service: locked } = createFixture({ store, keys: [{ ...KEY, id: 'k2' }] });
  expect(await locked.remove(admin)).toMatchObject({ removed: true });
});

it('encrypts anew, with the next change, what an older key has encrypted', async () => {
  const { store, service } = createFixture();
  await service.configure(admin, INPUT);
  await service.setWebhookSecret(admin, 'hook-secret');
  const k2 = { id: 'k2', key: new Uint8Array(32).fill(2) };
  const { service: rotated } = createFixture({ store, keys: [k2, KEY] });
  const { integration } = await rotated.refresh(admin);
  expect([integration?.serviceToken.keyId, integration?.webhookSecret?.keyId]).toEqual(['k2', 'k2']);
  const { service: after, asked } = createFixture({ store, keys: [k2] });
  await after.configure(admin, { apiHost: INPUT.apiHost });
  expect(asked[0]?.serviceToken).toBe(TOKEN);
});

it('shows health as reads have met it, and as new again once a new token was verified', async () => {
  const { service, health, clock } = createFixture();
  const { integration } = await service.configure(admin, INPUT);
  if (integration === null) throw new Error('not configured');
  expect(await service.health(admin, integration)).toEqual({
    status: 'CONNECTED',
    lastSucceededAt: '2026-03-01T12:00:00.000Z',
    lastFailure: null,
    rateLimitedUntil: null,
    tokenLastUsedAt: '2026-03-01T12:00:00.000Z',
  });
  clock.advance(1_000);
  const failure = { code: 'DBT_TOKEN_REJECTED', message: 'dbt refuses the token.' } as const;
  health.recordFailure(connectionOf({ integrationId: integration.id }), failure, null);
  const met = await service.get(admin);
  if (met === null) throw new Error('not configured');
  expect(await service.health(admin, met)).toMatchObject({
    status: 'TOKEN_REJECTED',
    lastFailure: { ...failure, at: '2026-03-01T12:00:01.000Z' },
  });
  const rotated = (await service.rotateToken(admin, `${TOKEN}-2`, null)).integration;
  expect(rotated && (await service.health(admin, rotated))).toMatchObject({
    status: 'CONNECTED',
    lastFailure: null,
  });
});
