import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGraph } from '../admin/support.ts';
import { startIssuer } from '../security/issuer.ts';
import { ask, post, toAnswer } from '../support/ask.ts';
import { askEntities, table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

const PREFLIGHT = { 'apollo-require-preflight': 'yes' };
const SECRET = 'the-secret-of-the-gateway';
const GATEWAY = { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET };
const INTROSPECTION = '{ __schema { queryType { name } } }';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ connect: false });
});
afterAll(() => stack.stop());

const get = async (url: string, query: string, headers: Readonly<Record<string, string>> = {}) =>
  toAnswer(await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers }));

async function askBy(method: string, path: string) {
  const sent = request(`${stack.url}${path}`, { method });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

describe('a method', () => {
  test.each([
    ['PUT', '/graphql', 'GET, POST'],
    ['DELETE', '/graphql', 'GET, POST'],
    ['HEAD', '/graphql', 'GET, POST'],
    ['GET', '/webhooks/dbt/some-id', 'POST'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['DELETE', '/health/ready', 'GET, HEAD'],
    ['POST', '/metrics', 'GET, HEAD'],
  ])('%s is not allowed at %s, and the answer says which ones are', async (method, path, allow) => {
    const { status, headers } = await askBy(method, path);
    expect([status, headers.allow]).toEqual([405, allow]);
  });

  test('OPTIONS names the methods of the graph, and lets no other site in', async () => {
    const { status, headers, text } = await askBy('OPTIONS', '/graphql');
    expect([status, headers.allow, text]).toEqual([204, 'GET, POST', '']);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each(['/health/live', '/health/ready', '/metrics'])(
    'HEAD at %s has the headers of GET',
    async (path) => {
      const head = await askBy('HEAD', path);
      expect([head.status, head.text]).toEqual([200, '']);
      expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
      expect(head.headers['content-type']).toBe((await askBy('GET', path)).headers['content-type']);
    },
  );
});

describe('GET', () => {
  test('is served to callers with a bearer token', async () => {
    const issuer = await startIssuer();
    const graph = await startGraph(issuer.env);
    const bearer = await issuer.bearer();
    expect((await get(graph.url, '{ __typename }', bearer)).body).toEqual({ data: { __typename: 'Query' } });
    // A browser sends credentials of this kind by itself.
    const basic = await get(graph.url, '{ __typename }', { authorization: 'Basic YTpi' });
    expect(basic.status).toBe(400);
    expect(basic.body.errors[0].message).toBe(
      'A web page of another site could have sent this request (Cross-Site Request Forgery), so it is not answered. Ask by POST with the content-type application/json, or add the header apollo-require-preflight: true.',
    );
    expect((await get(graph.url, '{ __typename }')).status).toBe(400);
  });

  test('is served to callers with the gateway secret', async () => {
    const graph = await startGraph(GATEWAY);
    const headers = { 'x-gateway-secret': SECRET };
    expect((await get(graph.url, '{ __typename }', headers)).body).toEqual({ data: { __typename: 'Query' } });
    expect((await get(graph.url, '{ __typename }', { 'x-gateway-secret': '' })).status).toBe(401);
  });

  test('changes nothing, whoever calls', async () => {
    const graph = await startGraph(GATEWAY);
    const headers = { 'x-gateway-secret': SECRET, 'x-user-scopes': 'dbt:admin' };
    const { status, body } = await get(graph.url, 'mutation { removeDbtIntegration { removed } }', headers);
    expect([status, body.data]).toEqual([405, undefined]);
  });
});

describe('cache-control', () => {
  const MUTATION = 'mutation { removeDbtIntegration { removed } }';

  test('forbids to keep answers unless the operator allows it', async () => {
    const answers = await Promise.all([
      get(stack.url, '{ __typename }', PREFLIGHT),
      ask(`${stack.url}/graphql`, '{ __typename }'),
      ask(`${stack.url}/graphql`, '{ nothing }'),
      ask(`${stack.url}/graphql`, MUTATION),
      post(`${stack.url}/graphql`, 'no JSON'),
      get(stack.url, '{ __typename }'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 200, 400, 400]);
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });

  test('lets clients keep whole answers to queries where the operator allows it, and no others', async () => {
    await using storing = await startStack({ env: { CACHE_CONTROL_MAX_AGE: '30' } });
    const facts = () => askEntities(storing, [table('marts.orders')], '... on Table { dbtDescription }');
    const whole = [await facts(), await get(storing.url, '{ __typename }', PREFLIGHT)];
    for (const { headers } of whole) {
      expect(headers.get('cache-control')).toBe('private, max-age=30');
      expect(headers.get('vary')).toBe('accept, authorization, x-tenant-id, x-user-id, x-user-scopes');
    }
    await storing.query('mutation { refreshDbtMetadata { integration { revision } } }');
    storing.discovery.switchboard.set({ status: 401 });
    const withErrors = await facts();
    expect(withErrors.body.errors).toHaveLength(1);
    const others = [
      withErrors,
      await storing.query('{ nothing }'),
      await storing.query(MUTATION),
      await post(`${storing.url}/graphql`, '[]'),
    ];
    for (const { headers } of others) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('vary')).toBeNull();
    }
  });
});

describe('introspection', () => {
  test('is off for callers who are told apart, and the error says what to ask instead', async () => {
    const graph = await startGraph(GATEWAY);
    const headers = { 'x-gateway-secret': SECRET };
    const { status, body } = await graph.ask(INTROSPECTION, {}, headers);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        message:
          'Introspection is turned off here. Ask for the schema by `{ _service { sdl } }`, or have the operator set INTROSPECTION=true.',
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
    const misspelt = await graph.ask('{ dbtIntegratio { id } }', {}, headers);
    expect(misspelt.body.errors[0].message).not.toContain('dbtIntegration');
  });

  test('is on where the operator says so, and then errors suggest names', async () => {
    const graph = await startGraph({ ...GATEWAY, INTROSPECTION: 'true' });
    const headers = { 'x-gateway-secret': SECRET };
    expect((await graph.ask(INTROSPECTION, {}, headers)).body).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
    const misspelt = await graph.ask('{ dbtIntegratio { id } }', {}, headers);
    expect(misspelt.body.errors[0].message).toContain('"dbtIntegration"');
    expect((await graph.ask(INTROSPECTION)).status).toBe(401);
  });

  test('can be turned off on loopback, too', async () => {
    const graph = await startGraph({ INTROSPECTION: 'false' });
    expect((await graph.ask(INTROSPECTION)).status).toBe(400);
  });
});

test.each([
  [{}, 'timeout=620'],
  [{ KEEP_ALIVE_MS: '75000' }, 'timeout=75'],
])('connections are kept as long as routers keep them, or as configured: %j', async (env, expected) => {
  const graph = await startGraph(env);
  const response = await fetch(`${graph.url}/health/live`);
  await response.text();
  expect(response.headers.get('keep-alive')).toBe(expected);
});
