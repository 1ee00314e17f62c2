import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS, adminOf, type Graph, startDiscovery, startGraph } from '../admin/support.ts';
import { type Answer, post } from '../support/ask.ts';
import { indexRead } from '../support/index-read.ts';
import { bearerOf, claimsOf, startIssuer, unsigned } from './issuer.ts';

const TOKEN = 'dbtc_service-token-0001';
const MEGABYTE = 1024 * 1024;
/** How a defect would show in the log. */
const ERROR_LEVEL = '"level":"error"';

/** Refused without data and without a trace, by a server that goes on serving. */
async function expectRefused(graph: Graph, { status, body, text }: Answer): Promise<void> {
  expect([400, 413]).toContain(status);
  expect(body?.data ?? null).toBeNull();
  expect(text).not.toMatch(/\\n +at |node_modules/);
  expect((await fetch(`${graph.url}/health/live`)).status).toBe(200);
}

describe('fields of the input', () => {
  it.each([
    ['serviceToken', 'x'.repeat(MEGABYTE), ['input', 'serviceToken']],
    ['apiHost', `${'a'.repeat(MEGABYTE)}.dbt.com`, ['input', 'apiHost']],
    ['apiHost', `${'a.'.repeat(500_000)}dbt.com`, ['input', 'apiHost']],
    ['discoveryUrl', `https://cloud.getdbt.com/${'a'.repeat(MEGABYTE)}`, ['input', 'discoveryUrl']],
    [
      'environmentIds',
      Array.from({ length: 51 }, (_, number) => `${number + 1}`),
      ['input', 'environmentIds'],
    ],
    ['environmentIds', Array.from({ length: 100_000 }, () => '1'), ['input', 'environmentIds']],
    ['environmentIds', ['9'.repeat(100_000)], ['input', 'environmentIds']],
  ] as const)('%s', async (name, value, field) => {
    const admin = adminOf(await startGraph());
    const input = { apiHost: 'cloud.getdbt.com', serviceToken: TOKEN, [name]: value };
    const { integration, userErrors } = await admin.configure(input);
    expect(integration).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field }]);
    expect(JSON.stringify(userErrors).length).toBeLessThan(500);
  });

  it('secrets of the other mutations, and numbers that are too large', async () => {
    const dbt = await startDiscovery({ token: TOKEN });
    const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl });
    const admin = adminOf(graph);
    await admin.configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN });
    const long = 'x'.repeat(MEGABYTE);
    expect((await admin.rotate(long)).userErrors).toMatchObject([
      { code: 'INVALID_INPUT', field: ['serviceToken'] },
    ]);
    expect((await admin.setWebhookSecret(long)).userErrors).toMatchObject([
      { code: 'INVALID_INPUT', field: ['secret'] },
    ]);
    for (const expectedRevision of [2 ** 31, 1.5, '1']) {
      const input = { apiHost: dbt.adminUrl, expectedRevision };
      const { body } = await graph.ask(ADMIN_OPERATIONS.configureDbtIntegration, { input });
      expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    expect(await admin.get()).toMatchObject({ revision: 1 });
  });
});

describe('requests', () => {
  const NESTED = 50_000;
  it.each([
    [
      'a body of more than two megabytes',
      JSON.stringify({ query: '{ __typename }', pad: 'x'.repeat(2 * MEGABYTE) }),
    ],
    [
      'many aliases',
      JSON.stringify({
        query: `{ ${Array.from({ length: 5000 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      }),
    ],
    ['deep selections', JSON.stringify({ query: `${'{ a '.repeat(5000)}${'}'.repeat(5000)}` })],
    [
      'fragments that double',
      JSON.stringify({
        query: `{ ...F0 } ${Array.from({ length: 500 }, (_, n) => `fragment F${n} on Query { a${n}: __typename ...F${n + 1} ...F${n + 1} }`).join(' ')} fragment F500 on Query { __typename }`,
      }),
    ],
    [
      'deep lists in the document',
      JSON.stringify({
        query: `{ dbtLookup(schema: ${'['.repeat(NESTED)}${']'.repeat(NESTED)}) { health } }`,
      }),
    ],
    [
      'deep lists just below the token limit',
      JSON.stringify({ query: `{ dbtLookup(schema: ${'['.repeat(9000)}${']'.repeat(9000)}) { health } }` }),
    ],
    [
      'deep objects in the document',
      JSON.stringify({
        query: `{ dbtLookup(schema: ${'{a:'.repeat(4500)}1${'}'.repeat(4500)}) { health } }`,
      }),
    ],
    ['deep JSON', `{"query":"{ __typename }","variables":${'['.repeat(NESTED)}${']'.repeat(NESTED)}}`],
    ['JSON that is not closed', '['.repeat(MEGABYTE)],
  ])('%s', async (_, body) => {
    const graph = await startGraph();
    await expectRefused(graph, await post(`${graph.url}/graphql`, body));
    expect(graph.log.text).not.toContain(ERROR_LEVEL);
  });

  it('deep references', async () => {
    const graph = await startGraph();
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    const lists = `${'['.repeat(NESTED)}${']'.repeat(NESTED)}`;
    const { body } = await post(`${graph.url}/graphql`, `{"query":"${query}","variables":{"r":${lists}}}`);
    expect(body).toMatchObject({
      data: { _entities: [null] },
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(graph.log.text).not.toContain(ERROR_LEVEL);
  });

  it('a token of many kilobytes, and claims that are endless', async () => {
    const issuer = await startIssuer();
    const graph = await startGraph(issuer.env);
    const huge = bearerOf(`${unsigned({ alg: 'RS256' }, claimsOf({ pad: 'x'.repeat(100_000) }))}.AA`);
    expect((await graph.ask('{ dbtIntegration { id } }', {}, huge)).status).toBe(431);
    for (const claims of [{ tenant: 'x'.repeat(201) }, { sub: 'x'.repeat(256) }]) {
      expect((await graph.ask('{ dbtIntegration { id } }', {}, await issuer.bearer(claims))).status).toBe(
        401,
      );
    }
  });

  it('webhooks, signed or not', async () => {
    const dbt = await startDiscovery({ token: TOKEN });
    const graph = await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl });
    const admin = adminOf(graph);
    const { integration } = await admin.configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN });
    await admin.setWebhookSecret('webhook-secret');
    await indexRead(graph.url);
    dbt.requests.clear();
    const body = JSON.stringify({ pad: 'x'.repeat(100_000) });
    const authorization = createHmac('sha256', 'webhook-secret').update(body).digest('hex');
    const url = `${graph.url}/webhooks/dbt/${integration.id}`;
    expect((await post(url, body, { authorization })).status).toBe(413);
    expect((await post(url, body)).status).toBe(401);
    expect(dbt.requests.all()).toEqual([]);
  });
});
