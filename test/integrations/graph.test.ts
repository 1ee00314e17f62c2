import { graphql } from 'graphql';
import { expect, it } from 'vitest';
import type { Viewer } from '../../src/identity/viewer.ts';
import { createSchema } from '../../src/schema.ts';
import { admin } from './builders.ts';
import { createFixture, TOKEN } from './service-fixture.ts';

const schema = createSchema();

const INTEGRATION = `integration {
  id revision status apiHost discoveryUrl webhookUrl webhookSecretSet configuredAt configuredBy updatedAt
  lastSucceededAt lastFailure { code } rateLimitedUntil
  serviceToken { preview setAt setBy lastUsedAt } environments { id name adapterType lastUpdatedAt }
  events { action actor }
} userErrors { code field message }`;

const CONFIGURE = `mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { ${INTEGRATION} } }`;
const input = { serviceToken: TOKEN, apiHost: 'ab123.us1.dbt.com', environmentIds: ['834'] };

function setUp() {
  const fixture = createFixture();
  let healthReads = 0;
  const { store } = fixture;
  const ask = async (source: string, variableValues = {}, viewer: Viewer = admin) => {
    const contextValue = { viewer: () => viewer, integrations: fixture.service };
    return JSON.parse(JSON.stringify(await graphql({ schema, source, variableValues, contextValue })));
  };
  const readHealth = store.readHealth.bind(store);
  Object.assign(store, {
    readHealth: (tenant: string, id: string) => {
      healthReads += 1;
      return readHealth(tenant, id);
    },
  });
  return { ...fixture, ask, healthReads: () => healthReads };
}

it('answers a mutation with the integration as it is now, its health read once', async () => {
  const { ask, healthReads } = setUp();
  const { data, errors } = await ask(CONFIGURE, { input });
  expect(errors).toBeUndefined();
  const noon = '2026-03-01T12:00:00.000Z';
  expect(data.configureDbtIntegration).toEqual({
    integration: {
      id: 'int-1',
      revision: 1,
      status: 'CONNECTED',
      apiHost: 'ab123.us1.dbt.com',
      discoveryUrl: 'https://metadata.ab123.us1.dbt.com/graphql',
      webhookUrl: 'https://dbt.example.com/webhooks/dbt/int-1',
      webhookSecretSet: false,
      configuredAt: noon,
      configuredBy: 'ada',
      updatedAt: noon,
      lastSucceededAt: noon,
      lastFailure: null,
      rateLimitedUntil: null,
      serviceToken: { preview: '••••cdef', setAt: noon, setBy: 'ada', lastUsedAt: noon },
      environments: [{ id: '834', name: 'Environment 834', adapterType: 'snowflake', lastUpdatedAt: null }],
      events: [{ action: 'CONFIGURED', actor: 'ada' }],
    },
    userErrors: [],
  });
  expect(healthReads()).toBe(1);
});

it('translates every mutation', async () => {
  const { ask } = setUp();
  await ask(CONFIGURE, { input });
  const { data, errors } = await ask(
    `mutation ($input: DbtIntegrationInput!, $token: String!) {
      verifyDbtIntegration(input: $input) { environments { id } userErrors { code } }
      rotateDbtServiceToken(serviceToken: $token, expectedRevision: 1) { integration { revision } userErrors { code } }
      setDbtWebhookSecret(secret: "hook-secret") { integration { webhookSecretSet } userErrors { code } }
      refreshDbtMetadata { integration { revision } userErrors { code } }
      removeDbtIntegration { removed purgedEntries userErrors { code } }
    }`,
    { input, token: `${TOKEN}-2` },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    verifyDbtIntegration: { environments: [{ id: '834' }], userErrors: [] },
    rotateDbtServiceToken: { integration: { revision: 2 }, userErrors: [] },
    setDbtWebhookSecret: { integration: { webhookSecretSet: true }, userErrors: [] },
    refreshDbtMetadata: { integration: { revision: 4 }, userErrors: [] },
    removeDbtIntegration: { removed: true, purgedEntries: 12, userErrors: [] },
  });
});

it('hands out user errors as data', async () => {
  const { ask } = setUp();
  const { data } = await ask(CONFIGURE, { input: { apiHost: 'bad' } });
  expect(data.configureDbtIntegration.integration).toBeNull();
  expect(data.configureDbtIntegration.userErrors).toMatchObject([
    { code: 'HOST_NOT_ALLOWED', field: ['input', 'apiHost'] },
    { code: 'TOKEN_REQUIRED', field: ['input', 'serviceToken'] },
  ]);
});

it.each([0, 101, -1])('refuses events(first: %i)', async (first) => {
  const { ask } = setUp();
  await ask(CONFIGURE, { input });
  const { errors } = await ask(`{ dbtIntegration { events(first: ${first}) { at } } }`);
  expect(errors).toMatchObject([
    { message: 'events: first must be between 1 and 100.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

it('answers anyone but admins the same, whether there is an integration or not', async () => {
  const { ask } = setUp();
  const viewer = { ...admin, isAdmin: false };
  const before = await ask('{ dbtIntegration { id } }', {}, viewer);
  await ask(CONFIGURE, { input });
  expect(await ask('{ dbtIntegration { id } }', {}, viewer)).toEqual(before);
  expect(before.errors[0].message).toBe(
    'Only callers with the admin scope may see or change the dbt integration. The scope `dbt:admin` was looked for in the token.',
  );
});
