import { expect, it } from 'vitest';
import { ADMIN_OPERATIONS, adminOf, type Graph, startDiscovery, startGraph } from '../admin/support.ts';
import { indexRead } from '../support/index-read.ts';
import { startIssuer } from './issuer.ts';

const TOKEN = 'dbtc_service-token-0001';
const FORBIDDEN =
  "Only callers with the admin scope may see or change the dbt integration. The scope `dbt:admin` was looked for in the token's claim `scope`.";
const operations = Object.keys(ADMIN_OPERATIONS) as (keyof typeof ADMIN_OPERATIONS)[];

async function start() {
  const dbt = await startDiscovery({ token: TOKEN });
  const issuer = await startIssuer();
  const graph = await startGraph({ ...issuer.env, DBT_ALLOWED_HOSTS: dbt.adminUrl });
  const input = { apiHost: dbt.adminUrl, serviceToken: TOKEN };
  const headers = await issuer.bearer({ scope: 'dbt:admin' });
  const admin = adminOf(graph, headers);
  /** Saves the integration; resolves with what an admin sees of it when its index has been read. */
  const save = async () => {
    await admin.configure(input);
    await indexRead(graph.url, headers);
    return admin.get();
  };
  return { dbt, issuer, graph, admin, input, save };
}

/** Asks for every admin field; what came back, as it was before and after there is an integration. */
async function askAll(graph: Graph, headers: Readonly<Record<string, string>>, input: unknown) {
  const variables = { input, serviceToken: TOKEN, secret: 'webhook-secret' };
  const answers: unknown[] = [];
  for (const operation of operations) {
    const { status, body } = await graph.ask(ADMIN_OPERATIONS[operation], variables, headers);
    answers.push({ status, body });
  }
  return answers;
}

it('knows every admin field of the schema', async () => {
  const graph = await startGraph();
  const { body } = await graph.ask(
    '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }',
  );
  const { queryType, mutationType } = body.data.__schema;
  const names = [...queryType.fields, ...mutationType.fields].map(({ name }: { name: string }) => name);
  expect([...operations].sort()).toEqual(names.filter((name) => !name.startsWith('_')).sort());
});

it.each([
  ['no scope', {}],
  ['another scope', { scope: 'dbt:admins read' }],
  ['the scope in another case', { scope: 'DBT:ADMIN' }],
  ['the scope in another claim', { scopes: 'dbt:admin', roles: ['dbt:admin'] }],
])('a caller with %s is refused every admin field, and learns nothing', async (_, claims) => {
  const { dbt, issuer, graph, admin, input, save } = await start();
  const headers = await issuer.bearer(claims);
  const before = await askAll(graph, headers, input);
  for (const [position, operation] of operations.entries()) {
    expect(before[position], operation).toMatchObject({
      body: { errors: [{ message: FORBIDDEN, path: [operation], extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(before[position]).not.toHaveProperty(`body.data.${operation}.id`);
  }
  expect(await admin.get()).toBeNull();
  expect(dbt.requests.all()).toEqual([]);

  const integration = await save();
  expect(await askAll(graph, headers, input)).toEqual(before);
  expect(await admin.get()).toEqual(integration);
});

it('a caller without a token is refused every admin field, and learns nothing', async () => {
  const { dbt, graph, admin, input, save } = await start();
  const before = await askAll(graph, {}, input);
  for (const answer of before) {
    expect(answer).toEqual({
      status: 401,
      body: {
        errors: [
          {
            message: 'A bearer token is required in the authorization header.',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      },
    });
  }
  expect(dbt.requests.all()).toEqual([]);
  const integration = await save();
  expect(await askAll(graph, {}, input)).toEqual(before);
  expect(await admin.get()).toEqual(integration);
});

it("another tenant's admin sees and changes their own integration alone", async () => {
  const { issuer, graph, admin, input, save } = await start();
  const integration = await save();
  const rival = adminOf(graph, await issuer.bearer({ tenant: 'rival', scope: 'dbt:admin' }));
  expect(await rival.get()).toBeNull();
  expect(await rival.verify({ apiHost: input.apiHost })).toMatchObject({
    userErrors: [{ code: 'TOKEN_REQUIRED' }],
  });
  expect(await rival.configure({ apiHost: input.apiHost, expectedRevision: 1 })).toMatchObject({
    userErrors: [{ code: 'REVISION_CONFLICT' }],
  });
  for (const change of [rival.rotate(TOKEN), rival.setWebhookSecret('webhook-secret'), rival.refresh()]) {
    expect(await change).toMatchObject({ integration: null, userErrors: [{ code: 'NOT_CONFIGURED' }] });
  }
  expect(await rival.remove()).toMatchObject({ removed: false });
  expect(await admin.get()).toEqual(integration);
});
