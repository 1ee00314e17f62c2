import { expect, test } from 'vitest';
import { docsUrlFault, toDocsBase } from '../../discovery/docs-url.ts';
import { manifest, model, writeArtifacts } from './fixtures/artifacts.ts';
import { askAdmin, start, TOKEN } from './fixtures/client.ts';

const folderOf = (project: string) =>
  writeArtifacts({ manifest: manifest({ nodes: [model('orders')], metadata: { project_name: project } }) });

async function serveThree() {
  const shop = folderOf('shop');
  return start({
    token: TOKEN,
    environments: [
      { id: 912, artifactsPath: folderOf('finance') },
      { id: 834, artifactsPath: shop, projectId: 5 },
      { id: 835, artifactsPath: shop, projectId: 5, deploymentType: 'staging' },
      { id: 836, artifactsPath: shop, projectId: 5, type: 'development', name: 'Playground' },
    ],
  });
}

test('lists the account of the token, alone and by its id', async () => {
  const server = await serveThree();
  const list = await askAdmin(server, '/api/v3/accounts/');
  expect(list.body.data).toMatchObject([{ id: 71, static_subdomain: null }]);
  const account = await askAdmin(server, '/api/v2/accounts/71/');
  expect(account.body).toMatchObject({ status: { code: 200, is_success: true }, data: { id: 71 } });
  expect((await askAdmin(server, '/api/v2/accounts/72/')).status).toBe(404);
});

test('environments share a project by its id', async () => {
  const server = await serveThree();
  const { body } = await askAdmin(server, '/api/v3/accounts/71/projects/?state=1');
  expect(body.data).toMatchObject([
    { id: 5, name: 'shop', account_id: 71 },
    { id: expect.any(Number), name: 'finance' },
  ]);
  const related = await askAdmin(server, "/api/v3/accounts/71/projects/?include_related=['environments']");
  expect(related.body.data[0].environments.map((found: { id: number }) => found.id)).toEqual([834, 835, 836]);
});

test.each([
  ['environments/', [834, 835, 836, 912]],
  ['environments/?project_id=5', [834, 835, 836]],
  ['environments/?deployment_type=production&state=1', [834, 912]],
  ['environments/?deployment_type__in=production,staging', [834, 835, 912]],
  ['environments/?state=2', []],
  ['environments/?type=development', [836]],
  ['environments?name__icontains=PLAY', [836]],
  ['projects/5/environments/?deployment_type=production&state=1', [834]],
])('%s', async (path, expected) => {
  const server = await serveThree();
  const { body } = await askAdmin(server, `/api/v3/accounts/71/${path}`);
  expect(body.data.map((found: { id: number }) => found.id)).toEqual(expected);
  expect(body.extra.pagination).toEqual({ count: expected.length, total_count: expected.length });
});

test('pages by limit and offset, at most 100 at a time', async () => {
  const server = await serveThree();
  const page = await askAdmin(server, '/api/v3/accounts/71/environments/?limit=3&offset=2');
  expect(page.body.data.map((found: { id: number }) => found.id)).toEqual([836, 912]);
  expect(page.body.extra).toMatchObject({
    filters: { limit: 3, offset: 2 },
    pagination: { count: 2, total_count: 4 },
  });
  const capped = await askAdmin(server, '/api/v3/accounts/71/environments/?limit=1000');
  expect(capped.body.extra.filters.limit).toBe(100);
  expect((await askAdmin(server, '/api/v3/accounts/71/environments/?limit=some')).status).toBe(400);
});

test('what is not there is 404 in the envelope', async () => {
  const server = await serveThree();
  for (const path of ['projects/6/environments/', 'jobs/', 'projects/5/jobs/']) {
    const answer = await askAdmin(server, `/api/v3/accounts/71/${path}`);
    expect([answer.status, answer.body.status.code, answer.body.data]).toEqual([404, 404, null]);
  }
  const posted = await fetch(`${server.adminUrl}/api/v3/accounts/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(posted.status).toBe(405);
});

test('an environment alone says what the lists say of it, dbt docs included', async () => {
  const shop = folderOf('shop');
  const server = await start({
    token: TOKEN,
    environments: [
      { id: 834, artifactsPath: shop, projectId: 5, docsUrl: 'https://docs.example.com/shop' },
      { id: 835, artifactsPath: shop, projectId: 5 },
    ],
  });
  const { body } = await askAdmin(server, '/api/v3/accounts/71/environments/');
  const [first, second] = body.data;
  expect([first.docs_url, second.docs_url]).toEqual(['https://docs.example.com/shop/', null]);
  for (const path of ['v2/accounts/71/environments/834/', 'v3/accounts/71/projects/5/environments/834']) {
    expect((await askAdmin(server, `/api/${path}`)).body.data).toEqual(first);
  }
  const related = await askAdmin(server, "/api/v3/accounts/71/projects/?include_related=['environments']");
  expect(related.body.data[0].environments).toEqual([first, second]);
  expect((await askAdmin(server, '/api/v3/accounts/71/environments/836/')).status).toBe(404);
});

test.each([
  ['https://docs.example.com', 'https://docs.example.com/'],
  ['https://docs.example.com/shop//', 'https://docs.example.com/shop/'],
  ['http://localhost:8080/index.html#!/overview', 'http://localhost:8080/index.html'],
  ['https://bucket.example.com/static_index.html', 'https://bucket.example.com/static_index.html'],
])('dbt docs at %s are shown as %s, behind which a page of theirs can be put', (written, shown) => {
  expect(docsUrlFault(written)).toBeNull();
  expect(toDocsBase(written)).toBe(shown);
});

test.each(['ftp://x', 'docs/index.html', 'https://ann:secret@x/', 'https://x/?sig=secret', 'https://x/#top'])(
  'dbt docs at %s are refused with a remedy that repeats no secret',
  (written) => {
    expect(docsUrlFault(written)).toMatch(/^the address of dbt docs must (?!.*secret)/);
  },
);
