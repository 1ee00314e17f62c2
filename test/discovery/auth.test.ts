import { expect, test } from 'vitest';
import { manifest, model, newFolder, writeArtifacts } from './fixtures/artifacts.ts';
import { ask, askAdmin, serve, start, TOKEN } from './fixtures/client.ts';

const FILES = { manifest: manifest({ nodes: [model('orders')] }) };
const QUERY = '{ environment(id: 834) { dbtProjectName } }';

test.each([`Bearer ${TOKEN}`, `Token ${TOKEN}`, `token ${TOKEN}`])(
  'takes a token behind its word',
  async (header) => {
    const server = await serve(FILES);
    const answer = await ask(server, QUERY, {}, header);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ data: { environment: { dbtProjectName: 'shop' } } });
  },
);

test.each(['', TOKEN, 'Bearer wrong', `Basic ${TOKEN}`, 'Bearer'])(
  'refuses "%s" with 401 in both APIs',
  async (header) => {
    const server = await serve(FILES);
    const discovery = await ask(server, QUERY, {}, header);
    expect(discovery.status).toBe(401);
    expect(discovery.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(discovery.body.data).toBeUndefined();
    const admin = await askAdmin(server, '/api/v3/accounts/', header);
    expect(admin.status).toBe(401);
    expect(admin.body.status).toMatchObject({ code: 401, is_success: false });
  },
);

test('a probe of __typename needs a token, schema introspection does not', async () => {
  const server = await serve(FILES);
  expect((await ask(server, '{ __typename }', {}, '')).status).toBe(401);
  expect(
    (await ask(server, '{ __schema { queryType { name } } }', {}, '')).body.data.__schema.queryType.name,
  ).toBe('Query');
  expect(
    (await ask(server, `{ __schema { queryType { name } } environment(id: 834) { adapterType } }`, {}, ''))
      .status,
  ).toBe(401);
});

test('a metadata-only token reads the Discovery API and no Admin list', async () => {
  const environments = [{ id: 834, artifactsPath: writeArtifacts(FILES) }];
  const server = await start({ environments, tokens: [{ token: 'narrow', permission: 'metadata-only' }] });
  expect((await ask(server, QUERY, {}, 'Bearer narrow')).body.data.environment.dbtProjectName).toBe('shop');
  expect((await askAdmin(server, '/api/v3/accounts/', 'Bearer narrow')).status).toBe(403);
  const list = await askAdmin(server, '/api/v3/accounts/71/environments/', 'Bearer narrow');
  expect(list.status).toBe(404);
  expect(list.body.status.user_message).toContain('proper permissions');
});

test('a token without permission is refused by both APIs', async () => {
  const environments = [{ id: 834, artifactsPath: writeArtifacts(FILES) }];
  const server = await start({ environments, tokens: [{ token: 'none', permission: 'none' }] });
  expect((await ask(server, QUERY, {}, 'Bearer none')).status).toBe(403);
  expect((await askAdmin(server, '/api/v2/accounts/71/', 'Bearer none')).status).toBe(404);
});

test('a token of another account finds nothing', async () => {
  const environments = [{ id: 834, artifactsPath: writeArtifacts(FILES) }];
  const server = await start({
    environments,
    tokens: [{ token: 'other', accountId: 72, permission: 'full' }],
  });
  const answer = await ask(server, QUERY, {}, 'Bearer other');
  expect(answer.body.errors[0].message).toBe('There is no data available for this input');
  expect((await askAdmin(server, '/api/v3/accounts/71/environments/', 'Bearer other')).status).toBe(404);
  expect((await askAdmin(server, '/api/v3/accounts/72/environments/', 'Bearer other')).body.data).toEqual([]);
});

test('the request log tells who was let in and never holds a token', async () => {
  const server = await serve(FILES, { clock: () => new Date('2026-03-03T00:00:00Z') });
  await ask(server, `query Probe($x: String) { environment(id: 834) { adapterType } }`, { x: TOKEN });
  await askAdmin(server, `/api/v3/accounts/?token=${TOKEN}`, 'Bearer wrong');
  const [first, second] = server.requests.all();
  expect(first).toMatchObject({ kind: 'discovery', operationName: 'Probe', status: 400, authorized: true });
  expect(first?.at).toEqual(new Date('2026-03-03T00:00:00Z'));
  expect(second).toMatchObject({
    kind: 'admin',
    path: '/api/v3/accounts/?token=[token]',
    status: 401,
    authorized: false,
  });
  expect(JSON.stringify(server.requests.all())).not.toContain(TOKEN);
  expect([server.requests.discovery().length, server.requests.admin().length]).toEqual([1, 1]);
  server.requests.clear();
  expect(server.requests.all()).toEqual([]);
});

test('a folder without a manifest is a clear error at the start', async () => {
  const folder = newFolder();
  await expect(start({ environments: [{ id: 5, artifactsPath: folder }], token: TOKEN })).rejects.toThrow(
    `Environment 5: no manifest.json (or manifest.json.gz) in ${folder}`,
  );
});
