import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexedNode } from '../../../src/facts/node.ts';
import { createNodeTable } from '../../../src/facts/relation-index/node-table.ts';
import { model, source } from '../builders.ts';
import { anyNode, crowdedNode, projectNodes } from './arbitrary-nodes.ts';

function roundTrip(nodes: readonly IndexedNode[]): readonly IndexedNode[] {
  const table = createNodeTable();
  for (const node of nodes) table.add(node);
  table.trim();
  const copy = createNodeTable(table.columns());
  expect([table.size, copy.size]).toEqual([nodes.length, nodes.length]);
  const read = nodes.map((_, row) => table.nodeAt(row));
  expect(nodes.map((_, row) => copy.nodeAt(row))).toEqual(read);
  return read;
}

describe('node table', () => {
  it('any nodes come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyNode, crowdedNode), { maxLength: 100 }), (nodes) => {
        expect(roundTrip(nodes)).toEqual(nodes);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, IndexedNode]>([
    ['no package', model('orders', 'db.s.orders', { packageName: null })],
    ['an empty package', model('orders', 'db.s.orders', { packageName: '', uniqueId: 'model..orders' })],
    ['an id of another form', model('orders', 'db.s.orders', { uniqueId: 'orders' })],
    ['an id of another type', model('orders', 'db.s.orders', { uniqueId: 'seed.shop.orders' })],
    ['a source whose name has a dot', source('a.b', 'db.s.x')],
    ['a source whose id has no dot', source('raw', 'db.s.x', { uniqueId: 'source.shop.raw' })],
    ['a version', model('orders', 'db.s.orders_v2', { uniqueId: 'model.shop.orders.v2' })],
    ['empty texts', model('', '..', { database: '', materializedType: '', relationName: '' })],
    ['nulls', model('o', '..', { database: null, schema: null, identifier: null, relationName: '""."".""' })],
    ['a rendering of null', model('o', '..', { database: null, schema: null, relationName: '..' })],
    ['quotes in quotes', model('o', 'd.s.o', { identifier: 'o"o', relationName: '"d"."s"."o""o"' })],
    ['quotes left open', model('o', 'd.s.o', { identifier: 'o"o', relationName: '"d"."s"."o"o"' })],
  ])('%s', (_title, node) => {
    expect(roundTrip([node, model('other', 'x.y.z'), node])[2]).toEqual(node);
  });

  it('more than one growth, and rows of any of them', () => {
    const nodes = projectNodes(1_000);
    expect(roundTrip(nodes)).toEqual(nodes);
  });

  it('a node whose names are told by the others takes its id and little more', () => {
    const table = createNodeTable();
    for (const node of projectNodes(10_000)) table.add(node);
    table.trim();
    expect(table.bytes / 10_000).toBeLessThan(55);
  });
});
