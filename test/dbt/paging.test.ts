import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import {
  type DetailsGroup,
  FACETS,
  type Facet,
  type IndexList,
  NODE_KINDS,
  type NodeKind,
} from '../../src/dbt/operations.ts';
import type { Parsed } from '../support/ask.ts';
import { callOf, createFakeHost, type FakeHost } from './fake-host.ts';
import { readFacets } from './read-facets.ts';
import { readIndex } from './read-index.ts';
import { createSample, type SampleSizes } from './sample-nodes.ts';

const LISTS: readonly IndexList[] = [
  ...NODE_KINDS.flatMap((kind): readonly IndexList[] => [`applied.${kind}`, `definition.${kind}`]),
  'applied.tests',
];

/** Everything that is read of an environment: the whole index, and all facets of every node. */
async function readAll(host: FakeHost) {
  const client = createDiscoveryClient(host.http);
  const index = await readIndex(client, callOf(), '1', LISTS);
  const applied = host.environments.get('1')?.applied;
  const keys = NODE_KINDS.flatMap((kind) =>
    (applied?.[kind] ?? []).map(({ uniqueId }) => ({ kind, uniqueId })),
  );
  const wanted = { base: keys, columns: keys, tests: keys, code: keys };
  return { index, details: await readFacets(client, callOf(), '1', wanted) };
}

describe('a host that hands out fewer rows than were asked for', () => {
  const SIZES: SampleSizes = { models: 40, sources: 13, seeds: 5, snapshots: 1 };

  test.each([1, 7, 12, 13])('%i a page: what is read is what a host of 500 gives', async (rows) => {
    const host = createFakeHost(createSample(SIZES));
    const whole = await readAll(host);
    for (const facet of FACETS) expect(whole.details[facet].size).toBe(59);
    const asked = host.requests.length;
    host.rowsPerPage = () => rows;
    const { index, details } = await readAll(host);
    expect(index).toEqual(whole.index);
    expect(details).toEqual(whole.details);
    expect(host.requests.length - asked).toBe(Math.ceil(59 / rows) + Math.ceil(40 / rows));
  });

  test('any number a page, another one each time: the same', async () => {
    const size = fc.integer({ min: 0, max: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ models: size, sources: size, seeds: size, snapshots: size }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        async (sizes, pages) => {
          const host = createFakeHost(createSample(sizes));
          const whole = await readAll(host);
          let turn = 0;
          host.rowsPerPage = () => pages[turn++ % pages.length] ?? 1;
          expect(await readAll(host)).toEqual(whole);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('the number of pages has no bound: a list of 1,200 rows comes one by one', async () => {
    const host = createFakeHost(createSample({ models: 1200 }));
    host.rowsPerPage = () => 1;
    const client = createDiscoveryClient(host.http);
    const { nodes } = await readIndex(client, callOf(), '1', ['applied.models']);
    expect(nodes.get('applied.models')).toHaveLength(1200);
  });

  test.each<[string, (list: Parsed) => void, number | null]>([
    ['tells how many rows there are in all', () => {}, 5],
    ['does not tell how many', (list) => delete list.totalCount, null],
    ['tells it by a word', (list) => Object.assign(list, { totalCount: 'many' }), null],
    ['tells null', (list) => Object.assign(list, { totalCount: null }), null],
  ])('a page that %s is read', async (_what, change, totalRows) => {
    const host = createFakeHost(createSample({ models: 5 }));
    host.rowsPerPage = () => 2;
    changeLists(host, change);
    const client = createDiscoveryClient(host.http);
    const { lists } = await client.readIndexPage(callOf(), '1', new Map([['applied.models', 'row-2']]));
    const models = lists.get('applied.models');
    expect(models).toMatchObject({ totalRows, hasNextPage: true, endCursor: 'row-4' });
    expect(models?.nodes).toHaveLength(2);
  });

  test('further pages of details ask for the lists that have more, side by side, with the same ids', async () => {
    const host = createFakeHost(createSample({ models: 5, sources: 3, seeds: 1 }));
    host.rowsPerPage = () => 2;
    const client = createDiscoveryClient(host.http);
    const groups = (['models', 'sources', 'seeds'] as const).map((kind) => groupOf(host, kind, ['base']));
    const nodes = await client.readDetails(callOf(), '1', groups);
    expect(groups.map(({ alias }) => nodes.get(alias)?.length)).toEqual([5, 3, 1]);
    const models = groups[0]?.uniqueIds;
    const sources = groups[1]?.uniqueIds;
    expect(host.requests.map(({ variables }) => variables)).toEqual([
      { environmentId: '1', models, sources, seeds: groups[2]?.uniqueIds },
      { environmentId: '1', models, models_after: 'row-2', sources, sources_after: 'row-2' },
      { environmentId: '1', models, models_after: 'row-4' },
    ]);
  });
});

/** Every list of the answers, one after the other, is given to `change` with the number of its page. */
function changeLists(host: FakeHost, change: (list: Parsed, page: number) => void): void {
  host.tamper = (answer) => {
    for (const state of Object.values<Parsed>(answer.data.environment))
      for (const list of Object.values<Parsed>(state ?? {}))
        if (list?.edges !== undefined) change(list, host.requests.length);
  };
}

const READS: readonly [string, (host: FakeHost) => Promise<unknown>][] = [
  ['an index', (host) => readIndex(createDiscoveryClient(host.http), callOf(), '1', ['applied.models'])],
  [
    'details',
    (host) =>
      createDiscoveryClient(host.http).readDetails(callOf(), '1', [groupOf(host, 'models', ['base'])]),
  ],
];

describe.each(READS)('a list of %s that says "more"', (_what, read) => {
  const createHost = (models = 4) => {
    const host = createFakeHost(createSample({ models }));
    host.rowsPerPage = () => 1;
    return host;
  };

  test.each<[string, unknown]>([
    ['null', null],
    ['the empty text', ''],
    ['a number', 7],
    ['the one it gave before', 'row-1'],
  ])('is refused where its cursor is %s', async (_cursor, endCursor) => {
    const host = createHost();
    changeLists(host, (list, page) => {
      if (page > 1) list.pageInfo.endCursor = endCursor;
    });
    await expect(read(host)).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringMatching(/environment\.applied\.models says "more" without a new cursor/),
    });
    expect(host.requests).toHaveLength(2);
  });

  test('is refused where it gives no cursor at all', async () => {
    const host = createHost();
    changeLists(host, (list) => {
      delete list.pageInfo.endCursor;
    });
    await expect(read(host)).rejects.toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
    expect(host.requests).toHaveLength(1);
  });

  test('may end with a cursor of any kind', async () => {
    const host = createHost(1);
    changeLists(host, (list) => {
      list.pageInfo.endCursor = 7;
    });
    await expect(read(host)).resolves.toBeDefined();
  });

  test('is followed over two pages without rows, and refused at the third', async () => {
    const host = createHost(2);
    const whole = await read(host);
    const readWithEmptyPages = (count: number) => {
      host.requests.length = 0;
      changeLists(host, (list, page) => {
        if (page > count) return;
        list.edges = [];
        list.pageInfo = { hasNextPage: true, endCursor: `row-0~${page}` };
      });
      return read(host);
    };
    expect(await readWithEmptyPages(2)).toEqual(whole);
    await expect(readWithEmptyPages(3)).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining('3 pages in a row without rows'),
    });
    expect(host.requests).toHaveLength(3);
  });

  test('is refused where it goes on with rows that are known, under ever new cursors', async () => {
    const host = createHost(30);
    host.rowsPerPage = () => 30;
    changeLists(host, (list, page) => {
      list.pageInfo = { hasNextPage: true, endCursor: `row-0~${page}` };
    });
    await expect(read(host)).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining('rows that it gave before'),
    });
    expect(host.requests.length).toBeLessThan(40);
  });

  test('is refused where its state is gone on a further page', async () => {
    const host = createHost();
    host.tamper = (answer) => {
      if (host.requests.length > 1) answer.data.environment.applied = null;
    };
    await expect(read(host)).rejects.toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
    expect(host.requests).toHaveLength(2);
  });
});

function groupOf(host: FakeHost, kind: NodeKind, facets: readonly Facet[]): DetailsGroup {
  const nodes = host.environments.get('1')?.applied?.[kind] ?? [];
  return { alias: kind, kind, facets, uniqueIds: nodes.map(({ uniqueId }) => uniqueId) };
}
