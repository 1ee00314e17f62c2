import { describe, expect, it } from 'vitest';
import { startGraph } from '../admin/support.ts';
import { startIssuer } from './issuer.ts';
import { askRaw, type RawHeaders } from './raw-request.ts';

const SECRET = 'the-secret-of-the-gateway';
const IDENTITY: RawHeaders = [
  ['x-tenant-id', 'acme'],
  ['x-user-id', 'ana'],
  ['x-user-scopes', 'dbt:admin'],
];
const INTEGRATION = '{ dbtIntegration { id } }';
const QUERIES = [
  INTEGRATION,
  '{ _service { sdl } }',
  '{ __typename }',
  'mutation { removeDbtIntegration { removed } }',
];

describe('past the gateway', () => {
  it.each<[string, RawHeaders]>([
    ['without its secret', []],
    ['with an empty secret', [['x-gateway-secret', '']]],
    ['with a wrong secret', [['x-gateway-secret', 'the-secret-of-the-gatewaY']]],
    ['with the beginning of the secret', [['x-gateway-secret', SECRET.slice(0, -1)]]],
    ['with more than the secret', [['x-gateway-secret', `${SECRET}, ${SECRET}`]]],
    ['with the secret in another header', [['authorization', `Bearer ${SECRET}`]]],
  ])('%s nothing is answered, whoever the headers say it is', async (_, headers) => {
    const graph = await startGraph({ AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET });
    for (const query of QUERIES) {
      const { status, body, text } = await askRaw(graph.url, query, [...headers, ...IDENTITY]);
      expect({ status, body }).toEqual({
        status: 401,
        body: {
          errors: [
            {
              message: 'This server answers calls of its gateway only (see x-gateway-secret).',
              extensions: { code: 'UNAUTHENTICATED' },
            },
          ],
        },
      });
      expect(text).not.toContain(SECRET);
    }
  });

  it.each<[string, RawHeaders]>([
    [
      'x-gateway-secret',
      [
        ['x-gateway-secret', 'guess'],
        ['X-Gateway-Secret', SECRET],
      ],
    ],
    [
      'x-gateway-secret',
      [
        ['X-Gateway-Secret', SECRET],
        ['x-gateway-secret', SECRET],
      ],
    ],
    [
      'x-tenant-id',
      [
        ['x-gateway-secret', SECRET],
        ['X-Tenant-Id', 'rival'],
      ],
    ],
    [
      'x-user-id',
      [
        ['x-gateway-secret', SECRET],
        ['X-USER-ID', 'root'],
      ],
    ],
    [
      'x-user-scopes',
      [
        ['x-gateway-secret', SECRET],
        ['x-user-scopes', 'read'],
      ],
    ],
  ])('a second %s is refused: which one is meant cannot be told', async (name, headers) => {
    const graph = await startGraph({ AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET });
    expect(await askRaw(graph.url, INTEGRATION, [...IDENTITY, ...headers])).toMatchObject({
      status: 401,
      body: { errors: [{ message: `The ${name} header was sent more than once.` }] },
    });
  });

  it('a second token is refused in jwt mode', async () => {
    const issuer = await startIssuer();
    const graph = await startGraph(issuer.env);
    const { authorization } = await issuer.bearer({ scope: 'dbt:admin' });
    const other = await issuer.bearer({ tenant: 'rival', scope: 'dbt:admin' });
    const headers: RawHeaders = [
      ['Authorization', authorization],
      ['authorization', other.authorization],
    ];
    expect(await askRaw(graph.url, INTEGRATION, headers)).toMatchObject({ status: 401 });
    expect(await askRaw(graph.url, INTEGRATION, headers.slice(0, 1))).toMatchObject({
      status: 200,
      body: { data: { dbtIntegration: null } },
    });
  });
});

it('through the gateway the headers say who it is; scopes are compared exactly', async () => {
  const graph = await startGraph({ AUTH_MODE: 'gateway', GATEWAY_SECRET: `${SECRET},${SECRET}-next` });
  for (const secret of [SECRET, `${SECRET}-next`]) {
    const through: RawHeaders = [['x-gateway-secret', secret]];
    expect(await askRaw(graph.url, INTEGRATION, [...through, ...IDENTITY])).toMatchObject({
      status: 200,
      body: { data: { dbtIntegration: null } },
    });
    for (const scopes of ['', 'DBT:ADMIN', 'dbt:admin,read', 'dbt:administrator', 'xdbt:admin']) {
      const { body } = await askRaw(graph.url, INTEGRATION, [...through, ['x-user-scopes', scopes]]);
      expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  }
});

it('a gateway secret in jwt mode stands before the token, and before the schema', async () => {
  const issuer = await startIssuer();
  const graph = await startGraph({ ...issuer.env, GATEWAY_SECRET: SECRET });
  const { authorization } = await issuer.bearer({ scope: 'dbt:admin' });
  for (const query of QUERIES) {
    expect(await askRaw(graph.url, query, [['authorization', authorization]])).toMatchObject({ status: 401 });
  }
  const through: RawHeaders = [['x-gateway-secret', SECRET]];
  expect((await askRaw(graph.url, '{ _service { sdl } }', through)).status).toBe(200);
  expect((await askRaw(graph.url, INTEGRATION, through)).status).toBe(401);
  expect((await askRaw(graph.url, INTEGRATION, [...through, ['authorization', authorization]])).status).toBe(
    200,
  );
});

describe('in none mode', () => {
  it.each([
    'evil.example',
    'evil.example:4001',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    '0.0.0.0',
    '10.0.0.1',
    '169.254.169.254',
    '[::ffff:127.0.0.1]',
    'localhost.',
    '2130706433',
    'localhost,evil.example',
  ])('a page that rebinds %s to this machine gets nothing', async (host) => {
    const graph = await startGraph();
    for (const query of [...QUERIES, '{ __schema { queryType { name } } }']) {
      const { status, body } = await askRaw(graph.url, query, [['host', host]]);
      expect([status, body?.data]).toEqual([401, undefined]);
    }
  });

  it('a page that posts a form gets nothing either', async () => {
    const graph = await startGraph();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const response = await fetch(`${graph.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ query: 'mutation { removeDbtIntegration { removed } }' }),
      });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('removed');
    }
    const query = encodeURIComponent('mutation { removeDbtIntegration { removed } }');
    const answer = await fetch(`${graph.url}/graphql?query=${query}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(answer.status).toBe(405);
  });

  it('identity headers are ignored: there is one tenant, and everybody is its admin', async () => {
    const graph = await startGraph();
    const headers: RawHeaders = [
      ['x-tenant-id', 'rival'],
      ['x-tenant-id', 'acme'],
      ['x-user-scopes', 'none'],
      ['authorization', 'Bearer forged'],
    ];
    expect(await askRaw(graph.url, INTEGRATION, headers)).toMatchObject({
      status: 200,
      body: { data: { dbtIntegration: null } },
    });
  });
});
