import { expect, test } from 'vitest';
import { DEMO_ENVIRONMENTS } from '../support/start-stack.ts';
import { startDiscovery, startGraph } from './support.ts';

const TOKEN = 'dbtc_service-token-0001';
const ORDER =
  'Without environmentIds every production environment is read, by the name of its project and then by its id: 912 (finance), 834 (shop). Where two of them build one table, the first answers. Give environmentIds in another order to change that.';
const NO_ADDRESS =
  'This subgraph does not know the address at which dbt reaches it, so the webhook has none. Have its operator set PUBLIC_URL, then point the webhook at webhookUrl.';

async function start(environments = DEMO_ENVIRONMENTS, env: Readonly<Record<string, string>> = {}) {
  const dbt = await startDiscovery({ token: TOKEN, environments });
  const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl, ...env });
  const run = async (query: string, variables = {}) => {
    const { body } = await graph.ask(query, variables);
    expect(body.errors).toBeUndefined();
    return body.data;
  };
  const connect = (environmentIds: readonly string[] | null) =>
    run(
      `mutation ($input: DbtIntegrationInput!) {
        verifyDbtIntegration(input: $input) { environments { id } notes userErrors { code } }
        configureDbtIntegration(input: $input) { integration { environments { id } } notes userErrors { code } } }`,
      { input: { apiHost: dbt.adminUrl, serviceToken: TOKEN, environmentIds } },
    );
  return { run, connect };
}

test('the order of environments that nobody ordered is told, before they are stored and when they are', async () => {
  const { connect } = await start();
  const environments = [{ id: '912' }, { id: '834' }];
  expect(await connect(null)).toEqual({
    verifyDbtIntegration: { environments, notes: [ORDER], userErrors: [] },
    configureDbtIntegration: { integration: { environments }, notes: [ORDER], userErrors: [] },
  });
});

test('an order that was given is not told again, nor is the order of one', async () => {
  const none = { notes: [], userErrors: [] };
  const both = await start();
  expect(await both.connect(['834', '912'])).toMatchObject({
    verifyDbtIntegration: none,
    configureDbtIntegration: none,
  });
  const single = await start(DEMO_ENVIRONMENTS.slice(0, 1));
  expect(await single.connect(null)).toMatchObject({
    verifyDbtIntegration: none,
    configureDbtIntegration: none,
  });
});

const SET_SECRET = `mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) {
  integration { webhookSecretSet webhookUrl webhookUrlUnknownReason } notes userErrors { code } } }`;

test('a webhook secret that dbt cannot use yet is stored, and who has to act is told', async () => {
  const { run, connect } = await start(DEMO_ENVIRONMENTS.slice(0, 1));
  await connect(null);
  expect(await run(SET_SECRET, { secret: 'webhook-secret-0001' })).toEqual({
    setDbtWebhookSecret: {
      integration: { webhookSecretSet: true, webhookUrl: null, webhookUrlUnknownReason: NO_ADDRESS },
      notes: [`The secret is stored. ${NO_ADDRESS}`],
      userErrors: [],
    },
  });
  expect(await run(SET_SECRET, { secret: null })).toMatchObject({
    setDbtWebhookSecret: { integration: { webhookUrlUnknownReason: NO_ADDRESS }, notes: [] },
  });
  expect(await run(SET_SECRET, { secret: 'short' })).toMatchObject({
    setDbtWebhookSecret: { integration: null, notes: [], userErrors: [{ code: 'INVALID_INPUT' }] },
  });
});

test('a webhook that has an address has nothing to explain', async () => {
  const { run, connect } = await start(DEMO_ENVIRONMENTS.slice(0, 1), { PUBLIC_URL: 'https://dbt.example' });
  await connect(null);
  expect(await run(SET_SECRET, { secret: 'webhook-secret-0001' })).toMatchObject({
    setDbtWebhookSecret: {
      integration: {
        webhookUrl: expect.stringContaining('https://dbt.example/webhooks/dbt/'),
        webhookUrlUnknownReason: null,
      },
      notes: [],
    },
  });
});
