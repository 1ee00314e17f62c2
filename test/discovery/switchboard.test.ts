import { expect, test } from 'vitest';
import { manifest, model } from './fixtures/artifacts.ts';
import { ask, askAdmin, serve } from './fixtures/client.ts';

const FILES = { manifest: manifest({ nodes: [model('orders'), model('customers')] }) };
const QUERY =
  '{ environment(id: 834) { applied { models(first: 1) { pageInfo { hasNextPage endCursor } edges { node { uniqueId } } } } } }';

test('a status is answered in the form of the API that was asked', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ status: 503 });
  const discovery = await ask(server, QUERY);
  expect([discovery.status, discovery.body.errors[0].message]).toEqual([503, 'Service unavailable']);
  const admin = await askAdmin(server, '/api/v3/accounts/');
  expect([admin.status, admin.body.status.code]).toEqual([503, 503]);
});

test('faults end after a number of requests, keep to one API, and are reset', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ status: 500, times: 2, only: 'discovery' });
  expect((await askAdmin(server, '/api/v3/accounts/')).status).toBe(200);
  const statuses = [await ask(server, QUERY), await ask(server, QUERY), await ask(server, QUERY)];
  expect(statuses.map((answer) => answer.status)).toEqual([500, 500, 200]);
  server.switchboard.set({ status: 500 });
  server.switchboard.reset();
  expect((await ask(server, QUERY)).status).toBe(200);
});

test('a fault keeps to the environment that it is set for', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ status: 503, onlyEnvironment: 834, times: 1 });
  expect((await ask(server, QUERY, { environmentId: '912' })).status).toBe(200);
  expect((await ask(server, QUERY)).status).toBe(200);
  expect((await ask(server, QUERY, { environmentId: '834' })).status).toBe(503);
  expect((await ask(server, QUERY, { environmentId: '834' })).status).toBe(200);
});

test('the rate limit sets in after the allowance', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ rateLimit: { afterRequests: 1, retryAfterSeconds: 7 } });
  expect((await ask(server, QUERY)).status).toBe(200);
  const refused = await ask(server, QUERY);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  server.switchboard.set({ rateLimit: {} });
  const silent = await ask(server, QUERY);
  expect([silent.status, silent.headers.get('retry-after')]).toEqual([429, null]);
});

test('pages of HTML and any other body', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ html: true });
  const page = await ask(server, QUERY);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  server.switchboard.set({ body: { errors: [{ message: 'Invalid token' }] } });
  expect((await ask(server, QUERY)).text).toBe('{"errors":[{"message":"Invalid token"}]}');
});

test('truncated, padded and partial answers', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ truncate: true });
  const cut = await ask(server, QUERY);
  expect(cut.status).toBe(200);
  expect(() => JSON.parse(cut.text)).toThrow(SyntaxError);
  server.switchboard.set({ responseBytes: 100_000 });
  const padded = await ask(server, QUERY);
  expect(padded.text.length).toBeGreaterThanOrEqual(100_000);
  expect(padded.body.data.environment.applied.models.edges).toHaveLength(1);
  server.switchboard.set({ partialErrors: true });
  const partial = await ask(server, QUERY);
  expect(partial.body.errors).toHaveLength(1);
  expect(partial.body.data.environment.applied.models.edges).toHaveLength(1);
});

test('an older host refuses the newer fields and no others', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ unknownFields: ['relationName', 'lastKnownResult'] });
  const newer = await ask(
    server,
    '{ environment(id: 834) { applied { models { edges { node { relationName } } } } } }',
  );
  expect(newer.status).toBe(400);
  expect(newer.body.errors).toEqual([
    {
      message: 'Cannot query field "relationName" on type "ModelAppliedStateNode".',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ]);
  expect((await ask(server, QUERY)).status).toBe(200);
});

test('pages that never end', async () => {
  const server = await serve(FILES);
  const models = async () => (await ask(server, QUERY)).body.data.environment.applied.models;
  server.switchboard.set({ repeatCursor: true });
  const [first, second] = [await models(), await models()];
  expect(first.pageInfo).toEqual({ hasNextPage: true, endCursor: second.pageInfo.endCursor });
  server.switchboard.set({ emptyPages: true });
  expect(await models()).toEqual({ edges: [], pageInfo: { hasNextPage: true, endCursor: null } });
});

test('a cut connection, and a request that is never answered until the server closes', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ closeSocket: true });
  await expect(ask(server, QUERY)).rejects.toThrow();
  server.switchboard.set({ hang: true });
  const controller = new AbortController();
  const hanging = fetch(server.url, { method: 'POST', body: '{}', signal: controller.signal });
  const outcome = expect(hanging).rejects.toThrow();
  await server.close();
  await outcome;
  expect(server.requests.all().every((request) => request.status === null)).toBe(true);
});

test('latency delays the answer and is cut short by closing', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ latencyMs: 1 });
  expect((await ask(server, QUERY)).status).toBe(200);
  server.switchboard.set({ latencyMs: 600_000 });
  const outcome = expect(ask(server, QUERY)).rejects.toThrow();
  await server.close();
  await outcome;
});
