import { expect, test } from 'vitest';
import { manifest, model } from './fixtures/artifacts.ts';
import { applied, ask, nodesOf, serve } from './fixtures/client.ts';

const many = (count: number) =>
  manifest({ nodes: Array.from({ length: count }, (_, i) => model(`m${1000 + i}`)) });

const PAGE =
  'totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } edges { cursor node { uniqueId } }';

test('walks every node once by the cursors it gives', async () => {
  const server = await serve({ manifest: many(1201) });
  const seen: string[] = [];
  const sizes: number[] = [];
  let after = '';
  for (let more = true; more; ) {
    const { models } = await applied(server, `models(first: 500, after: "${after}") { ${PAGE} }`);
    expect(models.totalCount).toBe(1201);
    seen.push(...nodesOf(models).map((node) => node.uniqueId));
    sizes.push(models.edges.length);
    // The last page has a cursor as well.
    expect(models.pageInfo.endCursor).toBe(models.edges.at(-1).cursor);
    after = models.pageInfo.endCursor;
    more = models.pageInfo.hasNextPage;
  }
  expect(sizes).toEqual([500, 500, 201]);
  expect(new Set(seen).size).toBe(1201);
});

test('takes 100 nodes when the page size is not given', async () => {
  const server = await serve({ manifest: many(101) });
  const { models } = await applied(server, `models { ${PAGE} }`);
  expect(models.edges).toHaveLength(100);
  expect(models.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
});

test.each([501, 0, -1])('refuses a page of %i', async (first) => {
  const server = await serve({ manifest: many(1) });
  const answer = await ask(
    server,
    `{ environment(id: 834) { applied { models(first: ${first}) { totalCount } } } }`,
  );
  expect(answer.status).toBe(200);
  expect(answer.body.data).toEqual({ environment: { applied: null } });
  expect(answer.body.errors).toMatchObject([{ path: ['environment', 'applied', 'models'] }]);
});

test('refuses a cursor that it never gave', async () => {
  const server = await serve({ manifest: many(1) });
  const answer = await ask(
    server,
    '{ environment(id: 834) { applied { models(after: "nonsense") { totalCount } } } }',
  );
  expect(answer.body.errors[0].message).toContain('cursor');
});

test('a page after the last node is empty and ends', async () => {
  const server = await serve({ manifest: many(2) });
  const { models: whole } = await applied(server, `models { ${PAGE} }`);
  const { models } = await applied(server, `models(after: "${whole.pageInfo.endCursor}") { ${PAGE} }`);
  expect(models).toEqual({
    totalCount: 2,
    edges: [],
    pageInfo: { startCursor: null, endCursor: null, hasNextPage: false, hasPreviousPage: true },
  });
});
