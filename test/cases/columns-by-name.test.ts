import { expect, test } from 'vitest';
import { type Project, run } from '../support/artifact-folder.ts';
import { columns, type ManifestNode, model, notNull } from '../support/artifact-nodes.ts';
import type { Parsed } from '../support/ask.ts';
import { column, entities, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

const AT = '2026-11-26T02:00:05Z';
const orders = model('wh.marts.orders', {
  description: 'Orders.',
  columns: columns({ zip: 'Where to.', amount: 'In euro.', undocumented: '' }),
});
const tests = [
  notNull(orders, 'zip'),
  notNull(orders, 'amount', { name: 'unit', unique_id: 'test.shop.amount.1' }),
];

function project(nodes: readonly ManifestNode[], more: Partial<Project> = {}): Project {
  const builders = nodes.filter(({ resource_type }) => resource_type === 'model');
  const results = Object.fromEntries(builders.map(({ unique_id }) => [unique_id, 'success']));
  return { nodes, runs: [run('build', AT, results)], ...more };
}

const withCatalog = project([orders, ...tests], {
  catalog: { [orders.unique_id]: ['zip', 'amount', 'by_hand', 'undocumented'] },
});

const FIELDS = 'name dbtDescription dbtTests { uniqueId } dbt { match { status } dataType index }';
const STATUSES = 'name dbt { match { status reason } }';

async function columnsOf(stack: Parameters<typeof tableFacts>[0], argument: string, fields: string) {
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', `dbt { columns${argument} { ${fields} } }`);
  return dbt.columns;
}

test('without names: every column, in the order of the catalog', async () => {
  await using stack = await serve(withCatalog);
  const exact = { match: { status: 'EXACT' }, dataType: 'VARCHAR' };
  expect(await columnsOf(stack, '', FIELDS)).toEqual([
    {
      name: 'zip',
      dbtDescription: 'Where to.',
      dbtTests: [{ uniqueId: tests[0]?.unique_id }],
      dbt: { ...exact, index: 1 },
    },
    {
      name: 'amount',
      dbtDescription: 'In euro.',
      dbtTests: [{ uniqueId: 'test.shop.amount.1' }],
      dbt: { ...exact, index: 2 },
    },
    { name: 'by_hand', dbtDescription: null, dbtTests: [], dbt: { ...exact, index: 3 } },
    { name: 'undocumented', dbtDescription: null, dbtTests: [], dbt: { ...exact, index: 4 } },
  ]);
});

test('with names: one entry for each, in that order, repeated where asked twice, the name as asked', async () => {
  await using stack = await serve(withCatalog);
  const found = await columnsOf(stack, '(names: ["amount", "ZIP", "nothing", "amount"])', STATUSES);
  const reason = expect.stringMatching(/.{10,}/);
  expect(found).toEqual([
    { name: 'amount', dbt: { match: { status: 'EXACT', reason } } },
    { name: 'ZIP', dbt: { match: { status: 'FOLDED', reason } } },
    { name: 'nothing', dbt: { match: { status: 'NOT_IN_DBT', reason } } },
    { name: 'amount', dbt: { match: { status: 'EXACT', reason } } },
  ]);
});

test.each([
  ['an empty list', '(names: [])', 0],
  ['null', '(names: null)', 4],
])('%s of names', async (_what, argument, count) => {
  await using stack = await serve(withCatalog);
  expect(await columnsOf(stack, argument, 'name')).toHaveLength(count);
});

test('an entry says what the Column of the same name says', async () => {
  await using stack = await serve(withCatalog);
  const names = ['zip', 'AMOUNT', 'by_hand', 'nothing'];
  const fields = `dbtDescription dbtTests { uniqueId outcome columnName }
    dbt { match { status reason } dataType index tags meta testSummary { outcome total } asOf }`;
  const asEntities = await entities(
    stack,
    names.map((name) => column('wh.marts.orders', name)),
    `... on Column { name ${fields} }`,
  );
  const listed = await columnsOf(stack, `(names: ${JSON.stringify(names)})`, `name ${fields}`);
  expect(listed).toEqual(asEntities);
});

test('a name that fits several columns but for its case names none of them', async () => {
  const catalog = { [orders.unique_id]: ['Id', 'ID', 'amount'] };
  await using stack = await serve(project([orders], { catalog }));
  const found = await columnsOf(stack, '(names: ["id", "ID"])', 'name dbt { match { status } }');
  expect(found.map(({ dbt }: Parsed) => dbt.match.status)).toEqual(['AMBIGUOUS', 'EXACT']);
});

test("without a catalog: the project's own columns, in its order, without types", async () => {
  await using stack = await serve(project([orders]));
  expect(await columnsOf(stack, '', 'name dbtDescription dbt { match { status } dataType }')).toEqual([
    { name: 'zip', dbtDescription: 'Where to.', dbt: { match: { status: 'EXACT' }, dataType: null } },
    { name: 'amount', dbtDescription: 'In euro.', dbt: { match: { status: 'EXACT' }, dataType: null } },
    { name: 'undocumented', dbtDescription: null, dbt: { match: { status: 'EXACT' }, dataType: null } },
  ]);
});

test('without a catalog and without a declared column: none, and CATALOG_NOT_GENERATED for each that is named', async () => {
  const bare = model('wh.marts.orders', { description: 'Orders.' });
  const tested = notNull(bare, 'id');
  await using stack = await serve(project([bare, tested]));
  expect(await columnsOf(stack, '', 'name')).toEqual([]);
  expect(
    await columnsOf(stack, '(names: ["id", "id"])', 'name dbtTests { uniqueId } dbt { match { status } }'),
  ).toEqual(
    ['id', 'id'].map((name) => ({
      name,
      dbtTests: [{ uniqueId: tested.unique_id }],
      dbt: { match: { status: 'CATALOG_NOT_GENERATED' } },
    })),
  );
});

test('a table that is not matched has no list of columns', async () => {
  await using stack = await serve(withCatalog);
  const { dbt } = await tableFacts(
    stack,
    'wh.marts.nothing',
    'dbt { match { status } columns { name } named: columns(names: ["id"]) { name } }',
  );
  expect(dbt).toEqual({ match: { status: 'NOT_IN_DBT' }, columns: null, named: null });
});

test('description, tests and columns are there for those who come through dbtLookup', async () => {
  await using stack = await serve(withCatalog);
  const { body } = await stack.query(
    `{ dbtLookup(database: "wh", schema: "marts", name: "orders") {
         description tests { uniqueId } none: tests(filter: { outcomes: [FAIL] }) { uniqueId } columns(names: ["zip"]) { dbtDescription } } }`,
  );
  expect(body).toEqual({
    data: {
      dbtLookup: {
        description: 'Orders.',
        tests: [{ uniqueId: 'test.shop.amount.1' }, { uniqueId: tests[0]?.unique_id }],
        none: [],
        columns: [{ dbtDescription: 'Where to.' }],
      },
    },
  });
  const table = await tableFacts(
    stack,
    'wh.marts.orders',
    'dbtDescription dbtTests { uniqueId } dbt { description tests { uniqueId } }',
  );
  expect(table.dbt).toEqual({ description: table.dbtDescription, tests: table.dbtTests });
});
