import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askEntities, column, entities, table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const FIELDS =
  '... on Table { name dbt { match { status } } } ... on Column { name column: dbt { match { status } } }';
const ORDERS = { name: 'orders', dbt: { match: { status: 'EXACT' } } };

describe('a malformed reference fails at its own place', () => {
  const good = table('marts.orders');
  const nested = { database: 'warehouse', schema: 'marts', name: 'orders' };
  test.each([
    ['no type', { schema: 'marts', name: 'orders' }, '__typename'],
    ['an unknown type', { ...good, __typename: 'Tables' }, '__typename'],
    ["a type that is no entity's", { ...good, __typename: 'DbtTest' }, '__typename'],
    ['a type that is no text', { ...good, __typename: ['Table'] }, '__typename'],
    ['no object', 'marts.orders', '__typename'],
    ['a list', [good], '__typename'],
    ['no key at all', { __typename: 'Table' }, 'Table.schema'],
    ['a schema that is no text', { ...good, schema: 7 }, 'Table.schema'],
    ['an empty name', { ...good, name: '' }, 'Table.name'],
    ['an endless name', { ...good, name: 'x'.repeat(2000) }, 'Table.name'],
    ['a database that is a list', { ...good, database: ['warehouse'] }, 'Table.database'],
    ['a column without a table', { __typename: 'Column', name: 'order_id' }, 'Column.table'],
    ['a column whose table is text', { __typename: 'Column', table: 'orders', name: 'id' }, 'Column.table'],
    ['a column without a name', { __typename: 'Column', table: nested }, 'Column.name'],
  ])('%s', async (_what, reference, field) => {
    const { status, body } = await askEntities(stack, [good, reference, good], FIELDS);
    expect(status).toBe(200);
    expect(body.data._entities).toEqual([ORDERS, null, ORDERS]);
    expect(body.errors).toEqual([
      expect.objectContaining({
        path: ['_entities', 1],
        extensions: { code: 'BAD_USER_INPUT' },
        message: expect.stringContaining(field),
      }),
    ]);
  });
});

test.each([null, '', undefined])('a database of %j means that the owner knows none', async (database) => {
  const reference = { ...table('marts.orders'), database };
  expect(await entities(stack, [reference], FIELDS)).toEqual([ORDERS]);
});

test('duplicates are answered each at its place', async () => {
  const orders = table('marts.orders');
  const unknown = table('scratch.tmp_import');
  const found = await entities(
    stack,
    [orders, unknown, orders, column('marts.orders', 'status'), orders],
    FIELDS,
  );
  const names = found.map(({ name, dbt, column: own }) => `${name} ${(dbt ?? own).match.status}`);
  expect(names).toEqual([
    'orders EXACT',
    'tmp_import NOT_IN_DBT',
    'orders EXACT',
    'status EXACT',
    'orders EXACT',
  ]);
});

test('the key goes back letter for letter', async () => {
  const reference = { __typename: 'Table', database: 'WareHouse', schema: 'Marts', name: 'ORDERS' };
  const [found] = await entities(
    stack,
    [reference],
    '... on Table { database schema name dbt { match { status } } }',
  );
  expect(found).toEqual({
    database: 'WareHouse',
    schema: 'Marts',
    name: 'ORDERS',
    dbt: { match: { status: 'FOLDED' } },
  });
});

test('any name of any letters is answered, one entity for each reference', async () => {
  const name = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter((text) => text.length > 0);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ schema: name, name }), { minLength: 1, maxLength: 8 }),
      async (keys) => {
        const references = keys.map((key) => ({ __typename: 'Table', database: 'warehouse', ...key }));
        const { body } = await askEntities(stack, references, FIELDS);
        expect(body.errors).toBeUndefined();
        expect(body.data._entities.map((found: { name: string }) => found.name)).toEqual(
          keys.map((key) => key.name),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('the schema is served to gateways', async () => {
  const { body } = await stack.query('{ _service { sdl } }');
  expect(body.errors).toBeUndefined();
  expect(body.data._service.sdl).toContain('type Table @key(fields: "database schema name")');
  expect(body.data._service.sdl).toContain('type Column @key(fields: "table { database schema name } name")');
  expect(body.data._service.sdl).toContain('https://specs.apollo.dev/federation/v2.0');
});
