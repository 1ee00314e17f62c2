import { expect, test } from 'vitest';
import { catalog, manifest, model, source } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const COLUMN = 'name index type comment description tags meta';

test("columns are the catalog's, described by the manifest: exactly, then without case", async () => {
  const columns = {
    id: { name: 'id', description: 'Key.', tags: ['pk'], config: { tags: ['pii'], meta: { owner: 'a' } } },
    ID: { name: 'ID', description: 'Another one.' },
    only_in_yaml: { name: 'only_in_yaml', description: 'Not in the warehouse.' },
  };
  const server = await serve({
    manifest: manifest({ nodes: [model('orders', { columns }), model('unlisted')] }),
    catalog: catalog({
      'model.shop.orders': {
        columns: [
          { name: 'Status', type: 'TEXT', index: 0, comment: 'from the warehouse' },
          { name: 'ID', type: 'NUMBER', index: 2 },
          { name: 'id', type: 'NUMBER', index: 1 },
        ],
        metadata: { owner: 'LOADER', comment: 'orders' },
        stats: {
          row_count: { id: 'row_count', label: 'Rows', value: '42', include: true, description: '' },
          bytes: { id: 'bytes', label: 'Size', value: 1536.4, include: true, description: '' },
        },
      },
    }),
  });
  const answer = await applied(
    server,
    `models { edges { node { columnCount catalog { type owner comment rowCountStat bytesStat runGeneratedAt
       stats { id value } columns { ${COLUMN} } } } } }`,
  );
  expect(answer.models.edges).toHaveLength(1);
  const { catalog: served, columnCount } = nodesOf(answer.models)[0];
  expect(columnCount).toBe(3);
  expect(served).toMatchObject({
    type: 'BASE TABLE',
    owner: 'LOADER',
    comment: 'orders',
    rowCountStat: 42,
    bytesStat: 1536,
    runGeneratedAt: '2026-03-02T00:00:00Z',
  });
  expect(served.stats).toEqual([
    { id: 'row_count', value: '42' },
    { id: 'bytes', value: 1536.4 },
  ]);
  expect(served.columns).toEqual([
    {
      name: 'Status',
      index: 0,
      type: 'TEXT',
      comment: 'from the warehouse',
      description: null,
      tags: [],
      meta: null,
    },
    {
      name: 'id',
      index: 1,
      type: 'NUMBER',
      comment: null,
      description: 'Key.',
      tags: ['pk', 'pii'],
      meta: { owner: 'a' },
    },
    { name: 'ID', index: 2, type: 'NUMBER', comment: null, description: 'Another one.', tags: [], meta: {} },
  ]);
});

test('upper-case catalog columns find their lower-case descriptions; without a catalog and declared columns there are none', async () => {
  const described = { columns: { order_id: { name: 'order_id', description: 'Key.' } } };
  const server = await serve({
    manifest: manifest({ nodes: [model('orders', described)], sources: [source('raw', 'events')] }),
    catalog: catalog({ 'model.shop.orders': { columns: [{ name: 'ORDER_ID', type: 'NUMBER', index: 1 }] } }),
  });
  const answer = await applied(
    server,
    'models { edges { node { catalog { columns { name description } } } } } sources { edges { node { columnCount catalog { type } } } }',
  );
  expect(nodesOf(answer.models)[0].catalog.columns).toEqual([{ name: 'ORDER_ID', description: 'Key.' }]);
  expect(nodesOf(answer.sources)).toEqual([{ columnCount: null, catalog: null }]);
});

test('freshness comes from the latest check of each source', async () => {
  const check = (generatedAt: string, results: object[]) => ({
    metadata: { generated_at: generatedAt },
    results,
  });
  const thresholds = {
    warn_after: { count: 12, period: 'hour' },
    error_after: { count: null, period: null },
  };
  const server = await serve({
    manifest: manifest({
      sources: ['a', 'b', 'c'].map((name) =>
        source('raw', name, { freshness: thresholds, source_description: 'Raw.' }),
      ),
    }),
    sources_old: check('2026-03-01T00:00:00Z', [
      { unique_id: 'source.shop.raw.a', status: 'error', max_loaded_at: '2026-02-01T00:00:00Z' },
    ]),
    sources: check('2026-03-02T00:00:00Z', [
      {
        unique_id: 'source.shop.raw.a',
        status: 'pass',
        max_loaded_at: '2026-03-01T23:00:00.123456+00:00',
        snapshotted_at: '2026-03-02T00:00:00Z',
        max_loaded_at_time_ago_in_s: 3600.5,
        criteria: thresholds,
      },
      { unique_id: 'source.shop.raw.b', status: 'runtime error', error: 'no such column' },
    ]),
  });
  const { sources } = await applied(
    server,
    `sources { edges { node { sourceDescription freshness { freshnessChecked freshnessStatus maxLoadedAt snapshottedAt
       maxLoadedAtTimeAgoInS criteria { warnAfter { count period } errorAfter { count period } } } } } }`,
  );
  const criteria = { warnAfter: { count: 12, period: 'hour' }, errorAfter: null };
  const [a, b, c] = nodesOf(sources).map((node) => node.freshness);
  expect(a).toEqual({
    freshnessChecked: true,
    freshnessStatus: 'Pass',
    maxLoadedAt: '2026-03-01T23:00:00.123456+00:00',
    snapshottedAt: '2026-03-02T00:00:00Z',
    maxLoadedAtTimeAgoInS: 3600.5,
    criteria,
  });
  expect(b).toMatchObject({
    freshnessChecked: true,
    freshnessStatus: 'Error',
    maxLoadedAt: null,
    snapshottedAt: null,
    criteria,
  });
  expect(c).toMatchObject({ freshnessChecked: false, freshnessStatus: null, maxLoadedAt: null, criteria });
});
