import { expect, test } from 'vitest';
import type { DiscoveryServer } from '../../discovery/server.ts';
import { genericTest, manifest, model, source } from './fixtures/artifacts.ts';
import { applied, ask, nodesOf, serve } from './fixtures/client.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const FILES = {
  manifest: manifest({
    nodes: [...NAMES.map((name) => model(name)), genericTest('a_id', ['model.shop.a'])],
    sources: [source('raw', 'x'), source('raw', 'y'), source('raw', 'z')],
  }),
};
const PAGE = 'totalCount pageInfo { hasNextPage endCursor } edges { node { uniqueId } }';

/** The names on each page of a connection, followed by its cursor to the end. */
async function pages(server: DiscoveryServer, field: string, args: string): Promise<string[][]> {
  const found: string[][] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const cursor: string = after === null ? '' : `, after: "${after}"`;
    const answer = await applied(server, `page: ${field}(${args}${cursor}) { ${PAGE} }`);
    found.push(nodesOf(answer.page).map((node) => node.uniqueId.split('.').at(-1)));
    after = answer.page.pageInfo.endCursor;
    more = answer.page.pageInfo.hasNextPage;
  }
  return found;
}

test.each([
  ['models', 'first: 500', [['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]],
  ['models', 'first: 2', [['a', 'b'], ['c', 'd'], ['e', 'f'], ['g']]],
  [
    'models',
    'first: 500, sort: { field: uniqueId, direction: desc }',
    [['g', 'f', 'e'], ['d', 'c', 'b'], ['a']],
  ],
  [
    'models',
    'first: 500, filter: { uniqueIds: ["model.shop.g", "model.shop.c", "model.shop.a", "model.shop.e"] }',
    [['a', 'c', 'e'], ['g']],
  ],
  ['sources', 'first: 500', [['x', 'y', 'z']]],
  ['resources', 'first: 500, filter: { types: [Source, Test] }', [['x', 'y', 'z'], ['a_id']]],
  ['seeds', 'first: 500', [[]]],
])(
  'no page of %s(%s) holds more than three rows, and its cursors lead through all',
  async (field, args, expected) => {
    const server = await serve(FILES);
    server.switchboard.set({ maxRows: 3 });
    expect(await pages(server, field, args)).toEqual(expected);
  },
);

test('definition is as short; lineage and nested lists have no pages; an invalid page stays invalid', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ maxRows: 1 });
  const { body } = await ask(
    server,
    `{ environment(id: 834) { definition { models(first: 5) { ${PAGE} } }
       applied { lineage(filter: { types: [Model] }) { name } } } }`,
  );
  expect(body.data.environment.definition.models).toMatchObject({
    totalCount: 7,
    pageInfo: { hasNextPage: true },
    edges: [{ node: { uniqueId: 'model.shop.a' } }],
  });
  expect(body.data.environment.applied.lineage).toHaveLength(7);
  const refused = await ask(
    server,
    '{ environment(id: 834) { applied { models(first: 501) { totalCount } } } }',
  );
  expect(refused.body.errors).toHaveLength(1);
  server.switchboard.reset();
  expect(await pages(server, 'models', 'first: 500')).toEqual([NAMES]);
});

test('empty pages with a fresh cursor each, which is taken', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ emptyPagesWithCursor: true });
  const cursors = new Set<string>();
  let after = '';
  for (let page = 0; page < 4; page += 1) {
    const { models } = await applied(server, `models(first: 2, after: "${after}") { ${PAGE} }`);
    expect(models).toMatchObject({ totalCount: 7, edges: [], pageInfo: { hasNextPage: true } });
    after = models.pageInfo.endCursor;
    cursors.add(after);
  }
  expect(cursors.size).toBe(4);
});

test('a repeated cursor is taken and repeated again', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ repeatCursor: true });
  const { models: first } = await applied(server, `models(first: 2) { ${PAGE} }`);
  const { models: second } = await applied(
    server,
    `models(first: 2, after: "${first.pageInfo.endCursor}") { ${PAGE} }`,
  );
  expect(second.pageInfo).toEqual(first.pageInfo);
  expect(second.edges).toHaveLength(2);
});

test('edges that are null, in every connection and nowhere else', async () => {
  const server = await serve(FILES);
  server.switchboard.set({ nullEdges: true });
  const answer = await applied(server, `models { ${PAGE} } sources { ${PAGE} } tags { name }`);
  expect(answer.models).toMatchObject({ totalCount: 7, edges: null, pageInfo: { hasNextPage: false } });
  expect(answer.sources.edges).toBeNull();
  expect(answer.tags).toEqual([]);
});

test('a list that is left out, or null, wherever it stands', async () => {
  const server = await serve(FILES);
  const query = 'models(first: 1) { edges { node { name tests { name } } } } sources { totalCount }';
  server.switchboard.set({ missingList: 'models' });
  expect(await applied(server, query)).toEqual({ sources: { totalCount: 3 } });
  server.switchboard.set({ nullList: 'models' });
  expect(await applied(server, query)).toEqual({ models: null, sources: { totalCount: 3 } });
  server.switchboard.set({ missingList: 'tests' });
  expect(nodesOf((await applied(server, query)).models)).toEqual([{ name: 'a' }]);
  server.switchboard.set({ nullList: 'tests' });
  expect(nodesOf((await applied(server, query)).models)).toEqual([{ name: 'a', tests: null }]);
});
