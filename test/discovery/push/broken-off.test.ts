import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { artifact, tarOf } from './fixtures/archives.ts';
import { PUSH_TOKEN, type PushServer, push, servePushes } from './fixtures/serve-pushes.ts';

interface Call {
  method?: string;
  path?: string;
  token?: string;
  headers?: Record<string, string | number>;
}

/** A request whose body is sent by hand. */
function open(
  server: PushServer,
  { method = 'PUT', path = '/834/manifest.json', ...call }: Call,
): ClientRequest {
  const { token = PUSH_TOKEN, headers = {} } = call;
  const client = request(`${server.base}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  client.on('error', () => {});
  return client;
}

async function answerTo(
  client: ClientRequest,
): Promise<{ status: number | undefined; body: unknown; headers: object }> {
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await json(response), headers: response.headers };
}

test.each([
  ['an artifact', { headers: { 'content-length': 1_000_000 } }],
  ['an artifact in chunks', {}],
  ['an archive', { method: 'POST', path: '/834', headers: { 'content-length': 1_000_000 } }],
  ['an archive in chunks', { method: 'POST', path: '/834' }],
])('nothing is stored of %s that breaks off, and the next push is taken', async (_name, call: Call) => {
  const logged = Promise.withResolvers<string>();
  const server = await servePushes({ log: logged.resolve });
  const client = open(server, call);
  const begun = once(server.http, 'request');
  const tar = await tarOf({ 'manifest.json': artifact('m'), 'run_results.json': artifact('r'.repeat(5000)) });
  client.write(call.method === 'POST' ? tar.subarray(0, 4000) : '{"metadata": ');
  await begun;
  client.destroy();
  expect(await logged.promise).toBe(
    'Environment 834: a push is not taken: the sender closed the connection before the body was whole',
  );
  expect([server.memory.calls, server.answered]).toEqual([0, []]);
  expect((await push(server, 'PUT', '/834/manifest.json', artifact('m'))).status).toBe(200);
});

test('a sender that asks first sends its body when it may push', async () => {
  const server = await servePushes();
  const client = open(server, { headers: { expect: '100-continue' } });
  const answer = answerTo(client);
  client.flushHeaders();
  await once(client, 'continue');
  client.end(artifact('m'));
  expect((await answer).status).toBe(200);
  expect(server.memory.stored).toHaveLength(1);
});

test.each([
  ['a wrong token', { token: 'wrong' }, 401],
  ['an unknown environment', { path: '/999/manifest.json' }, 404],
  ['a body that is too large', { headers: { 'content-length': 300 * 1024 * 1024 } }, 413],
  ['a form', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 415],
])('a sender that asks first is not told to send: %s', async (_name, call: Call, status) => {
  const server = await servePushes();
  const client = open(server, { ...call, headers: { ...call.headers, expect: '100-continue' } });
  let continued = false;
  client.on('continue', () => {
    continued = true;
  });
  const answer = answerTo(client);
  client.flushHeaders();
  expect((await answer).status).toBe(status);
  expect(continued).toBe(false);
});

test('a request that is no push and asks first is told to send', async () => {
  const server = await servePushes();
  const client = open(server, { path: '/../graphql', method: 'POST', headers: { expect: '100-continue' } });
  const response = once(client, 'response') as Promise<[IncomingMessage]>;
  client.flushHeaders();
  await once(client, 'continue');
  client.end('{}');
  expect((await response)[0].statusCode).toBe(204);
});

test('a stop refuses a push whose body is not whole, which is sent again', async () => {
  const server = await servePushes();
  const client = open(server, { headers: { 'content-length': 1_000_000 } });
  const begun = once(server.http, 'request');
  client.write('{');
  await begun;
  const closed = server.api.close();
  const { status, body, headers } = await answerTo(client);
  client.destroy();
  await closed;
  expect([status, body]).toEqual([503, { message: expect.stringContaining('stopping') }]);
  expect(headers).toMatchObject({ 'retry-after': '2', connection: 'close' });
  expect(server.memory.calls).toBe(0);
});

test('a stop waits for a push whose body is whole until it is stored and answered', async () => {
  const server = await servePushes();
  const storing = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  server.memory.before = () => {
    storing.resolve();
    return release.promise;
  };
  const reply = push(server, 'PUT', '/834/manifest.json', artifact('m'));
  await storing.promise;
  let isClosed = false;
  const closed = server.api.close().then(() => {
    isClosed = true;
  });
  const late = await push(server, 'PUT', '/834/catalog.json', artifact('c'));
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '2']);
  expect(isClosed).toBe(false);
  release.resolve();
  expect((await reply).status).toBe(200);
  await closed;
  expect(server.memory.stored.map(({ kind }) => kind)).toEqual(['manifest']);
});
