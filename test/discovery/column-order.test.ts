import { expect, test } from 'vitest';
import { manifest, model, source } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

type Column = [key: string, index?: number | null];

/** A catalog as text: JavaScript would move the keys before they are written. */
function catalogText(id: string, columns: readonly Column[]): string {
  const fields = columns.map(
    ([name, index]) => `${JSON.stringify(name)} : ${JSON.stringify({ name, index })}`,
  );
  const table = `{"metadata": {"type": "BASE TABLE"}, "columns": {${fields.join(', ')}}, "stats": {}}`;
  return `{"metadata": {}, "nodes": {${JSON.stringify(id)}: ${table}}, "sources": {}}`;
}

async function namesOf(columns: readonly Column[]): Promise<string[]> {
  const server = await serve({
    manifest: manifest({ nodes: [model('sales')] }),
    catalog: catalogText('model.shop.sales', columns),
  });
  const { models } = await applied(
    server,
    'models { edges { node { columnCount catalog { columns { name } } } } }',
  );
  const [{ columnCount, catalog }] = nodesOf(models);
  expect(columnCount).toBe(columns.length);
  return catalog.columns.map((column: { name: string }) => column.name);
}

test.each<[string, Column[], string[]]>([
  [
    'no index: the order of the file',
    [['id'], ['7'], ['name'], ['2024'], ['0']],
    ['id', '7', 'name', '2024', '0'],
  ],
  [
    'by index, wherever it stands in the file',
    [
      ['7', 3],
      ['id', 1],
      ['name', 2],
    ],
    ['id', 'name', '7'],
  ],
  [
    'equal indexes: the order of the file',
    [
      ['b', 1],
      ['7', 1],
      ['a', 1],
      ['x', 0],
    ],
    ['x', 'b', '7', 'a'],
  ],
  [
    'one without an index stays behind its neighbour',
    [['z', 2], ['7'], ['a', 1], ['8', null]],
    ['a', '8', 'z', '7'],
  ],
  ['the first ones without an index stay first', [['10'], ['k'], ['a', 0], ['b', 1]], ['10', 'k', 'a', 'b']],
  [
    'quotes, backslashes and what looks like a key',
    [['a"7'], ['b\\c'], ['"7":'], ['1']],
    ['a"7', 'b\\c', '"7":', '1'],
  ],
])('%s', async (_, columns, expected) => {
  expect(await namesOf(columns)).toEqual(expected);
});

test('keys that look like integers are served as they are everywhere else', async () => {
  const meta = { 7: 'seven', names: { 1: 'one', a: { 2: [{ 3: 'three' }] } }, columns: { 4: 'four' } };
  const server = await serve({
    manifest: manifest({
      nodes: [model('sales', { meta, config: { materialized: 'table', 5: 'five', columns: { 6: 'six' } } })],
      sources: [source('raw', '99', { columns: { 1: { name: '1', description: 'First.' } } })],
    }),
    catalog: catalogText('source.shop.raw.99', [
      ['b', 1],
      ['1', 2],
    ]),
  });
  const answer = await applied(
    server,
    'models { edges { node { meta config } } } sources { edges { node { name catalog { columns { name description } } } } }',
  );
  expect(nodesOf(answer.models)).toEqual([
    { meta, config: { materialized: 'table', 5: 'five', columns: { 6: 'six' } } },
  ]);
  expect(nodesOf(answer.sources)).toEqual([
    {
      name: '99',
      catalog: {
        columns: [
          { name: 'b', description: null },
          { name: '1', description: 'First.' },
        ],
      },
    },
  ]);
});
