import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Graph, startGraph } from '../admin/support.ts';
import { bearerOf, claimsOf, createSigningKey, type Issuer, startIssuer, unsigned } from './issuer.ts';

const FACTS = `{ _entities(representations: [{ __typename: "Table", schema: "marts", name: "orders" }]) {
  ... on Table { dbt { match { status } } } } }`;
const REFUSED = 'The token is not valid.';

async function start(): Promise<{ issuer: Issuer; graph: Graph }> {
  const issuer = await startIssuer();
  return { issuer, graph: await startGraph(issuer.env) };
}

async function expectRefused(graph: Graph, headers: Readonly<Record<string, string>>, message: string) {
  const { status, body } = await graph.ask(FACTS, {}, headers);
  expect({ status, body }).toEqual({
    status: 401,
    body: { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] },
  });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a token is refused', () => {
  it('when there is none, or no bearer token', async () => {
    const { graph, issuer } = await start();
    await expectRefused(graph, {}, 'A bearer token is required in the authorization header.');
    for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'token']) {
      await expectRefused(graph, { authorization }, 'The authorization header holds no bearer token.');
    }
    expect(issuer.fetches()).toBe(0);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['expired', { exp: Math.floor(Date.now() / 1000) - 60 }, 'The token has expired.'],
    ['without expiry', { exp: undefined }, 'The token has no usable expiry time, which is required.'],
    ['not valid yet', { nbf: Math.floor(Date.now() / 1000) + 3600 }, 'The token is not valid yet.'],
    [
      'of another issuer',
      { iss: 'https://evil.example' },
      'The token comes from another issuer than the one configured here.',
    ],
    ['of no issuer', { iss: undefined }, 'The token comes from another issuer than the one configured here.'],
    ['for another audience', { aud: 'billing' }, 'The token was made for another audience.'],
    ['for no audience', { aud: undefined }, 'The token was made for another audience.'],
    ['of a tenant that is a list', { tenant: ['acme'] }, 'The tenant named by the token is not usable.'],
  ])('%s', async (_, claims, message) => {
    const { graph, issuer } = await start();
    await expectRefused(graph, await issuer.bearer(claims), message);
    expect((await graph.ask(FACTS, {}, await issuer.bearer())).status).toBe(200);
  });

  it('when another key has signed it under the name of the right one', async () => {
    const { graph, issuer } = await start();
    const forger = { ...(await createSigningKey('key-1')), id: issuer.key.id };
    await expectRefused(graph, await issuer.bearer({}, { key: forger }), REFUSED);
  });

  it('when it brings its own key', async () => {
    const { graph, issuer } = await start();
    const key = await createSigningKey('key-1');
    const header = { jwk: key.jwk, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example' };
    await expectRefused(graph, await issuer.bearer({}, { key, header }), REFUSED);
  });

  it.each(['none', 'None', 'NONE', 'nOnE', ''])('with the algorithm %j and no signature', async (alg) => {
    const { graph } = await start();
    for (const end of ['.', '.AA', '']) {
      await expectRefused(graph, bearerOf(unsigned({ alg, kid: 'key-1' }, claimsOf()) + end), REFUSED);
    }
  });

  it.each(['HS256', 'HS384', 'HS512'])('when the public key served as a secret for %s', async (alg) => {
    const { graph, issuer } = await start();
    const text = unsigned({ alg, kid: 'key-1' }, claimsOf());
    for (const secret of [
      issuer.key.pem,
      issuer.key.pem.trim(),
      JSON.stringify(issuer.key.jwk),
      String(issuer.key.jwk.n),
    ]) {
      const signature = createHmac(`sha${alg.slice(2)}`, secret)
        .update(text)
        .digest('base64url');
      await expectRefused(graph, bearerOf(`${text}.${signature}`), REFUSED);
    }
  });

  it('when the signature belongs to other claims', async () => {
    const { graph, issuer } = await start();
    const [header, , signature] = (await issuer.bearer()).authorization.replace('Bearer ', '').split('.');
    const claims = Buffer.from(JSON.stringify(claimsOf({ tenant: 'rival', scope: 'dbt:admin' })));
    await expectRefused(graph, bearerOf(`${header}.${claims.toString('base64url')}.${signature}`), REFUSED);
  });
});

it('a new key is taken up once the old one is withdrawn, and the old one is refused', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { graph, issuer } = await start();
  const next = await createSigningKey('key-2');
  expect((await graph.ask(FACTS, {}, await issuer.bearer())).status).toBe(200);
  expect(issuer.fetches()).toBe(1);

  issuer.publish(issuer.key, next);
  // Unknown key ids may not make the provider be asked at will.
  await expectRefused(graph, await issuer.bearer({}, { key: next }), REFUSED);
  expect(issuer.fetches()).toBe(1);
  vi.setSystemTime(Date.now() + 31_000);
  expect((await graph.ask(FACTS, {}, await issuer.bearer({}, { key: next }))).status).toBe(200);
  expect((await graph.ask(FACTS, {}, await issuer.bearer())).status).toBe(200);
  expect(issuer.fetches()).toBe(2);

  issuer.publish(next);
  vi.setSystemTime(Date.now() + 11 * 60_000);
  expect((await graph.ask(FACTS, {}, await issuer.bearer({}, { key: next }))).status).toBe(200);
  await expectRefused(graph, await issuer.bearer(), REFUSED);
});

it('identity headers are ignored', async () => {
  const { graph, issuer } = await start();
  const headers = {
    ...(await issuer.bearer()),
    'x-tenant-id': 'rival',
    'x-user-id': 'root',
    'x-user-scopes': 'dbt:admin',
  };
  const { body } = await graph.ask('{ dbtIntegration { id } }', {}, headers);
  expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await expectRefused(
    graph,
    { 'x-tenant-id': 'acme', 'x-user-id': 'root', 'x-user-scopes': 'dbt:admin' },
    'A bearer token is required in the authorization header.',
  );
});

it('the schema is answered without a token, and nothing beside it', async () => {
  const { graph } = await start();
  const { body } = await graph.ask('{ _service { sdl } }');
  expect(body.data._service.sdl).toContain('type DbtIntegration');
  for (const query of [
    '{ _service { sdl } dbtIntegration { id } }',
    '{ _service { sdl } ...More } fragment More on Query { dbtLookup(schema: "s", name: "n") { health } }',
    `{ _service { sdl } ${FACTS.slice(1)}`,
    '{ service: dbtIntegration { id } }',
    'mutation { removeDbtIntegration { removed } }',
  ]) {
    const answer = await graph.ask(query);
    expect([answer.status, answer.body.data]).toEqual([401, undefined]);
  }
  expect((await graph.ask('{ __schema { types { name } } }')).body.data).toBeUndefined();
});

it("keys that cannot be read are the operator's trouble: callers are refused, the log says why", async () => {
  const issuer = await startIssuer();
  const graph = await startGraph({ ...issuer.env, JWT_JWKS_URL: 'http://127.0.0.1:1/jwks.json' });
  await expectRefused(
    graph,
    await issuer.bearer(),
    'Tokens cannot be checked at the moment. Try again later.',
  );
  expect(graph.log.text).toContain('the keys of the identity provider cannot be read');
});
