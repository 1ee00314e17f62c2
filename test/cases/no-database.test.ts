import { expect, test } from 'vitest';
import { type Project, run } from '../support/artifact-folder.ts';
import {
  columns,
  type Fields,
  type ManifestNode,
  model,
  notNull,
  source,
} from '../support/artifact-nodes.ts';
import { entities, table, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import type { Stack } from '../support/start-stack.ts';

// The catalogue knows schema and name alone; dbt knows databases.

const AT = '2026-11-26T02:00:05Z';
const reader = model('anywhere.marts.reader');

function project(...nodes: readonly ManifestNode[]): Project {
  const builders = [reader, ...nodes].filter(({ resource_type }) => resource_type === 'model');
  const results = Object.fromEntries(builders.map(({ unique_id }) => [unique_id, 'success']));
  return { nodes: [reader, ...nodes], runs: [run('build', AT, results)] };
}

const FIELDS = `dbtDescription dbtTests { uniqueId }
  dbt { match { status candidates { uniqueId environment { id } } } node { environment { id } } }`;

/** What is said of `marts.orders`, or of another path, without a database. */
async function asked(stack: Stack, path = 'marts.orders', database: string | null = null) {
  const [found] = await entities(stack, [{ ...table(path), database }], `... on Table { ${FIELDS} }`);
  return found;
}

const orders = (database: string, fields: Fields = {}) => model(`${database}.marts.orders`, fields);
const raw = (group: string, database: string, fields: Fields = {}) =>
  source(group, `${database}.raw.orders`, fields);

test.each([null, '', 'none', 'null'])('a database of %j asks for none', async (database) => {
  await using stack = await serve(project(orders('prod', { description: 'Prod.' })));
  const { dbtDescription, dbt } = await asked(stack, 'marts.orders', database);
  expect(dbtDescription).toBe('Prod.');
  expect(dbt.match.status).toBe('EXACT');
});

test('two databases in one environment: AMBIGUOUS, without facts', async () => {
  const other = model('dev.marts.orders', { unique_id: 'model.shop.dev_orders', name: 'dev_orders' });
  await using stack = await serve(project(orders('prod', { description: 'Prod.' }), other));
  const { dbtDescription, dbtTests, dbt } = await asked(stack);
  expect({ dbtDescription, dbtTests, node: dbt.node }).toEqual({
    dbtDescription: null,
    dbtTests: null,
    node: null,
  });
  expect(dbt.match.status).toBe('AMBIGUOUS');
  expect(dbt.match.candidates).toHaveLength(2);
});

test('builders of two databases in two environments: the first answers, CONFLICT, with its own facts alone', async () => {
  const prod = orders('prod', { columns: columns({ id: '' }) });
  const dev = orders('dev', { description: 'Dev.', columns: columns({ id: 'Of dev.' }) });
  await using stack = await serve(project(prod, notNull(prod, 'id')), project(dev, notNull(dev, 'amount')));
  const found = await asked(stack);
  expect(found).toEqual({
    dbtDescription: null,
    dbtTests: [{ uniqueId: notNull(prod, 'id').unique_id }],
    dbt: {
      match: {
        status: 'CONFLICT',
        candidates: [
          { uniqueId: prod.unique_id, environment: { id: '1' } },
          { uniqueId: dev.unique_id, environment: { id: '2' } },
        ],
      },
      node: { environment: { id: '1' } },
    },
  });
  const [column] = await entities(
    stack,
    [{ __typename: 'Column', table: { database: '', schema: 'marts', name: 'orders' }, name: 'id' }],
    '... on Column { dbtDescription }',
  );
  expect(column).toEqual({ dbtDescription: null });
});

test('sources of two databases in two environments are a CONFLICT too', async () => {
  const first = raw('zzz', 'prod');
  const second = raw('app', 'dev', { description: 'Dev.' });
  await using stack = await serve(
    project(first, notNull(first, 'id')),
    project(second, notNull(second, 'amount')),
  );
  const { dbtDescription, dbtTests, dbt } = await asked(stack, 'raw.orders');
  expect(dbt.match).toEqual({
    status: 'CONFLICT',
    candidates: [
      { uniqueId: first.unique_id, environment: { id: '1' } },
      { uniqueId: second.unique_id, environment: { id: '2' } },
    ],
  });
  expect(dbt.node).toEqual({ environment: { id: '1' } });
  expect(dbtDescription).toBeNull();
  expect(dbtTests).toEqual([{ uniqueId: notNull(first, 'id').unique_id }]);
});

test('a builder of a later environment goes before a source of an earlier one: CONFLICT, its own facts alone', async () => {
  const declared = source('app', 'prod.marts.orders', { description: 'Of the source in prod.' });
  const dev = orders('dev');
  await using stack = await serve(project(declared, notNull(declared, 'id')), project(dev));
  const { dbtDescription, dbtTests, dbt } = await asked(stack);
  expect(dbt.match).toEqual({
    status: 'CONFLICT',
    candidates: [
      { uniqueId: dev.unique_id, environment: { id: '2' } },
      { uniqueId: declared.unique_id, environment: { id: '1' } },
    ],
  });
  expect(dbt.node).toEqual({ environment: { id: '2' } });
  expect(dbtDescription).toBeNull();
  expect(dbtTests).toEqual([]);
});

test('one database in two environments: two builders are a CONFLICT, and their tests are united', async () => {
  const tests = [notNull(orders('prod'), 'amount'), notNull(orders('prod'), 'id')];
  await using stack = await serve(
    project(orders('prod'), ...tests.slice(0, 1)),
    project(orders('prod'), ...tests.slice(1)),
  );
  const { dbtTests, dbt } = await asked(stack);
  expect(dbt.match.status).toBe('CONFLICT');
  expect(dbtTests).toEqual(tests.map(({ unique_id }) => ({ uniqueId: unique_id })));
});

test('one database in two environments: two sources are no conflict', async () => {
  await using stack = await serve(
    project(raw('app', 'prod')),
    project(raw('app', 'prod', { description: 'Text.' })),
  );
  const { dbtDescription, dbt } = await asked(stack, 'raw.orders');
  expect(dbt.match.status).toBe('EXACT');
  expect(dbtDescription).toBe('Text.');
});

test('a database that is asked keeps the environments apart', async () => {
  await using stack = await serve(project(orders('prod')), project(orders('dev', { description: 'Dev.' })));
  const { dbtDescription, dbt } = await asked(stack, 'marts.orders', 'dev');
  expect(dbt.match).toEqual({
    status: 'EXACT',
    candidates: [{ uniqueId: 'model.shop.orders', environment: { id: '2' } }],
  });
  expect(dbtDescription).toBe('Dev.');
});

test('dbt names no database, the catalogue does: it is not asked', async () => {
  const bare = model('marts.orders', { description: 'Orders.', database: null });
  await using stack = await serve(project(bare));
  expect(await tableFacts(stack, 'anything.marts.orders', 'dbtDescription dbt { match { status } }')).toEqual(
    {
      dbtDescription: 'Orders.',
      dbt: { match: { status: 'EXACT' } },
    },
  );
});
