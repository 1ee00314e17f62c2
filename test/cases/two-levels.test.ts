import { expect, test } from 'vitest';
import { type Project, run } from '../support/artifact-folder.ts';
import { type Fields, type ManifestNode, model, source } from '../support/artifact-nodes.ts';
import { askEntities, entities } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import type { Stack } from '../support/start-stack.ts';

// Warehouses that know schemas and tables, but no databases above them.

const AT = '2026-11-26T02:00:05Z';

function project(adapterType: string, ...nodes: readonly ManifestNode[]): Project {
  const builders = nodes.filter(({ resource_type }) => resource_type === 'model');
  const results = Object.fromEntries(builders.map(({ unique_id }) => [unique_id, 'success']));
  return { adapterType, nodes, runs: [run('build', AT, results)] };
}

/** A model whose relation dbt renders with two segments. */
function orders(fields: Fields = {}): ManifestNode {
  return model('shop_dw.orders', {
    relation_name: '`shop_dw`.`orders`',
    description: 'Orders.',
    ...fields,
  });
}

interface Key {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
}

async function statusOf(stack: Stack, key: Key): Promise<string> {
  const [found] = await entities(
    stack,
    [{ __typename: 'Table', ...key }],
    '... on Table { dbt { match { status } } }',
  );
  return found.dbt.match.status;
}

test.each([
  ['the schema in the place of the database', { database: 'shop_dw', schema: '', name: 'orders' }],
  ['the database that information_schema calls def', { database: 'def', schema: 'shop_dw', name: 'orders' }],
  ['no database', { database: null, schema: 'shop_dw', name: 'orders' }],
])('mysql, asked with %s', async (_what, key) => {
  await using stack = await serve(project('mysql', orders()));
  expect(await statusOf(stack, key)).toBe('EXACT');
  const { body } = await stack.query(
    `query ($database: String, $schema: String!, $name: String!) {
       dbtLookup(database: $database, schema: $schema, name: $name) { match { status } } }`,
    { ...key },
  );
  expect(body).toEqual({ data: { dbtLookup: { match: { status: 'EXACT' } } } });
});

test.each(['mysql', 'clickhouse', 'doris', 'starrocks'])(
  'on %s no database is asked, whatever dbt writes in its place',
  async (adapterType) => {
    for (const database of ['', 'shop_dw', 'default']) {
      const declared = source('app', 'shop_dw.customers', { database, relation_name: null });
      await using stack = await serve(
        project(adapterType, orders({ database, relation_name: null }), declared),
      );
      for (const name of ['orders', 'customers']) {
        expect(await statusOf(stack, { database: 'internal', schema: 'shop_dw', name })).toBe('EXACT');
        expect(await statusOf(stack, { database: 'shop_dw', schema: '', name })).toBe('EXACT');
        expect(await statusOf(stack, { database: 'internal', schema: 'another', name })).toBe('NOT_IN_DBT');
      }
    }
  },
);

test('two databases in the manifest of such a warehouse are one', async () => {
  const declared = source('app', 'def.shop_dw.orders', { description: 'Of the source.' });
  const other = source('erp', 'internal.shop_dw.orders');
  await using stack = await serve(project('mysql', orders({ description: '' }), declared, other));
  const [found] = await entities(
    stack,
    [{ __typename: 'Table', database: null, schema: 'shop_dw', name: 'orders' }],
    '... on Table { dbtDescription dbt { match { status candidates { uniqueId } } } }',
  );
  expect(found).toEqual({
    dbtDescription: 'Of the source.',
    dbt: {
      match: {
        status: 'EXACT',
        candidates: [
          { uniqueId: 'model.shop.orders' },
          { uniqueId: 'source.shop.app.orders' },
          { uniqueId: 'source.shop.erp.orders' },
        ],
      },
    },
  });
});

test('another adapter is one of these where every relation that it renders has two segments', async () => {
  const customers = model('shop_dw.customers', { database: 'shop_dw', relation_name: 'shop_dw.customers' });
  await using stack = await serve(project('impala', orders({ database: 'shop_dw' }), customers));
  expect(await statusOf(stack, { database: 'hive', schema: 'shop_dw', name: 'orders' })).toBe('EXACT');
  expect(await statusOf(stack, { database: 'shop_dw', schema: '', name: 'customers' })).toBe('EXACT');
});

test('one relation of three segments says that databases count', async () => {
  const customers = model('lake.shop_dw.customers', { relation_name: '`lake`.`shop_dw`.`customers`' });
  await using stack = await serve(project('impala', orders({ database: 'shop_dw' }), customers));
  expect(await statusOf(stack, { database: 'hive', schema: 'shop_dw', name: 'customers' })).toBe(
    'NOT_IN_DBT',
  );
  expect(await statusOf(stack, { database: 'lake', schema: 'shop_dw', name: 'customers' })).toBe('EXACT');
});

test('a dot inside a quoted name is no third segment', async () => {
  const dotted = orders({
    database: 'shop_dw',
    alias: 'orders.2026',
    relation_name: '`shop_dw`.`orders.2026`',
  });
  await using stack = await serve(project('impala', dotted));
  expect(await statusOf(stack, { database: 'hive', schema: 'shop_dw', name: 'orders.2026' })).toBe('EXACT');
});

test.each(['duckdb', 'snowflake', 'bigquery'])(
  'on %s, where databases count, an empty schema is not in dbt, and no error',
  async (adapterType) => {
    const own = model('wh.marts.orders', { description: 'Orders.' });
    await using stack = await serve(project(adapterType, own));
    const { body } = await askEntities(
      stack,
      [{ __typename: 'Table', database: 'marts', schema: '', name: 'orders' }],
      '... on Table { dbtDescription dbtTests { uniqueId } dbt { match { status reason candidates { uniqueId } } } }',
    );
    expect(body).toEqual({
      data: {
        _entities: [
          {
            dbtDescription: null,
            dbtTests: null,
            dbt: {
              match: { status: 'NOT_IN_DBT', reason: expect.stringMatching(/schema/i), candidates: [] },
            },
          },
        ],
      },
    });
  },
);

test('a warehouse with databases keeps its own rule beside one without', async () => {
  const own = model('wh.shop_dw.orders', { description: 'Of the other warehouse.' });
  await using stack = await serve(project('duckdb', own), project('mysql', orders()));
  const [found] = await entities(
    stack,
    [{ __typename: 'Table', database: 'def', schema: 'shop_dw', name: 'orders' }],
    '... on Table { dbtDescription dbt { match { status } node { environment { id } } } }',
  );
  expect(found).toEqual({
    dbtDescription: 'Orders.',
    dbt: { match: { status: 'EXACT' }, node: { environment: { id: '2' } } },
  });
});
