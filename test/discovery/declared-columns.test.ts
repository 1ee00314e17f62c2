import { expect, test } from 'vitest';
import { builder, catalog, manifest, model, source } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const CATALOG =
  'columnCount catalog { type owner runGeneratedAt rowCountStat stats { id } columns { name index type description tags meta } }';

test('where no catalog lists a node, its columns are the declared ones, in their order', async () => {
  const server = await serve({
    manifest: manifest({
      nodes: [
        model('orders', {
          columns: {
            total: { name: 'total', description: 'In euro.', data_type: 'numeric', tags: ['gold'] },
            id: { name: 'Id', data_type: null, config: { meta: { owner: 'a' } } },
          },
        }),
        model('bare'),
      ],
    }),
  });
  const { models } = await applied(server, `models { edges { node { name ${CATALOG} } } }`);
  const nothing = { type: null, owner: null, runGeneratedAt: null, rowCountStat: null, stats: [] };
  expect(nodesOf(models)).toEqual([
    { name: 'bare', columnCount: null, catalog: null },
    {
      name: 'orders',
      columnCount: 2,
      catalog: {
        ...nothing,
        columns: [
          { name: 'total', index: 1, type: 'numeric', description: 'In euro.', tags: ['gold'], meta: {} },
          { name: 'Id', index: 2, type: null, description: null, tags: [], meta: { owner: 'a' } },
        ],
      },
    },
  ]);
});

test('seeds, snapshots and sources alike; a declared column that looks like an integer keeps its place', async () => {
  const columns = '{"id": {"name": "id"}, "7": {"name": "7"}, "name": {"name": "name"}}';
  const text = JSON.stringify(
    manifest({
      nodes: [builder('seed', 'a', { columns: 'MARK' }), builder('snapshot', 'b', { columns: 'MARK' })],
      sources: [source('raw', 'c', { columns: 'MARK' })],
    }),
  );
  const server = await serve({ manifest: text.replaceAll('"MARK"', columns) });
  const answer = await applied(
    server,
    ['seeds', 'snapshots', 'sources']
      .map((kind) => `${kind} { edges { node { catalog { columns { name } } } } }`)
      .join(' '),
  );
  const listed = [{ catalog: { columns: [{ name: 'id' }, { name: '7' }, { name: 'name' }] } }];
  expect([answer.seeds, answer.snapshots, answer.sources].map(nodesOf)).toEqual([listed, listed, listed]);
});

test('a node that the catalog lists has the columns of the warehouse alone', async () => {
  const columns = { id: { name: 'id' }, forgotten: { name: 'forgotten' } };
  const server = await serve({
    manifest: manifest({ nodes: [model('orders', { columns }), model('empty', { columns })] }),
    catalog: catalog({
      'model.shop.orders': { columns: [{ name: 'ID', index: 1 }] },
      'model.shop.empty': { columns: [] },
    }),
  });
  const { models } = await applied(
    server,
    'models { edges { node { columnCount catalog { columns { name } } } } }',
  );
  expect(nodesOf(models)).toEqual([
    { columnCount: 0, catalog: { columns: [] } },
    { columnCount: 1, catalog: { columns: [{ name: 'ID' }] } },
  ]);
});
