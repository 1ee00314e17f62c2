import { expect, test } from 'vitest';
import { type Project, run } from '../support/artifact-folder.ts';
import { type Fields, type ManifestNode, model } from '../support/artifact-nodes.ts';
import { startAdapted } from './adapted-subgraph.ts';

test('names in one text: with a service before them or not, quoted, and with dots in a BigQuery project', async () => {
  const plain = model('warehouse.marts.customers');
  const quoted = named('quoted', { database: 'my.db', schema: 'marts', alias: 'My "big" Table' });
  const project = named('project', { database: 'example.com:my-proj', schema: 'marts', alias: 'orders' });
  await using subgraph = await startAdapted('05-one-string', [built([plain, quoted, project])]);
  const found = await subgraph.matches(
    [
      'warehouse.marts.customers',
      'snowflake_eu.warehouse.marts.customers',
      '"warehouse"."marts"."customers"',
      '"my.db".marts."My ""big"" Table"',
      'example.com:my-proj.marts.orders',
      'service."example.com:my-proj".marts.orders',
      '`example.com:my-proj`.`marts`.`orders`',
    ].map((fullyQualifiedName) => ({ __typename: 'Table', fullyQualifiedName })),
  );
  expect(found.map(({ node }) => node)).toEqual([
    plain.unique_id,
    plain.unique_id,
    plain.unique_id,
    quoted.unique_id,
    project.unique_id,
    project.unique_id,
    project.unique_id,
  ]);
});

test('texts that do not fit the pattern are in no dbt project, and their reason shows the pattern', async () => {
  await using subgraph = await startAdapted('05-one-string', [built([model('warehouse.marts.customers')])]);
  const texts = [
    'customers',
    'a.b.c.d.e.f',
    '"open.marts.customers',
    'warehouse..customers',
    'warehouse.marts.customers.',
    'x'.repeat(1000),
  ];
  const found = await subgraph.matches(
    texts.map((fullyQualifiedName) => ({ __typename: 'Table', fullyQualifiedName })),
  );
  expect(found.map(({ status }) => status)).toEqual(texts.map(() => 'NOT_IN_DBT'));
  for (const { reason } of found) {
    expect(reason).toContain('`Table.fullyQualifiedName` of this table does not fit the pattern');
    expect(reason).toContain('(?<schema>');
  }
});

test('urns of warehouses are read; those of other platforms and of other fabrics fit no pattern', async () => {
  const customers = model('warehouse.marts.customers');
  const project = named('project', { database: 'example.com:my-proj', schema: 'marts', alias: 'orders' });
  await using subgraph = await startAdapted('06-datahub', [built([customers, project])]);
  const urns = [
    'urn:li:dataset:(urn:li:dataPlatform:snowflake,warehouse.marts.customers,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:bigquery,example.com:my-proj.marts.orders,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:kafka,warehouse.marts.customers,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:s3,warehouse/marts/customers.parquet,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:snowflake,warehouse.marts.customers,DEV)',
    'urn:li:dashboard:(looker,warehouse.marts.customers)',
  ];
  const found = await subgraph.matches(urns.map((urn) => ({ __typename: 'Dataset', urn })));
  expect(found.map(({ node }) => node)).toEqual([
    customers.unique_id,
    project.unique_id,
    null,
    null,
    null,
    null,
  ]);
  for (const { status, reason } of found.slice(2)) {
    expect(status).toBe('NOT_IN_DBT');
    expect(reason).toContain('urn:li:dataset:');
  }
});

test('null anywhere on a nested path names no relation, and the reason says which field it is', async () => {
  const customers = model('warehouse.marts.customers');
  await using subgraph = await startAdapted('31-relay', [built([customers])]);
  const database = { name: 'warehouse' };
  const found = await subgraph.matches([
    { __typename: 'Table', name: 'customers', schema: { name: 'marts', database } },
    { __typename: 'Table', name: 'customers', schema: null },
    { __typename: 'Table', name: 'customers', schema: { name: 'marts', database: null } },
    { __typename: 'Table', name: 'customers', schema: { name: 'marts', database: { name: null } } },
    { __typename: 'Table', name: 'customers', schema: { name: null, database } },
    { __typename: 'Table', name: null, schema: { name: 'marts', database } },
  ]);
  expect(found.map(({ status }) => status)).toEqual(['EXACT', ...Array(5).fill('NOT_IN_DBT')]);
  expect(
    found.slice(1).map(({ reason }) => /^`Table\.([\w.]+)` of this table is null/.exec(reason)?.[1]),
  ).toEqual(['schema.database.name', 'schema.database.name', 'schema.database.name', 'schema.name', 'name']);
});

test('an account answers from the environments that are named for it; one that the mapping does not name, from none', async () => {
  const customers = model('warehouse.marts.customers');
  const orders = model('warehouse.marts.orders');
  const args = ['--environments-by', 'account', '--environment', 'eu=1', '--environment', 'us=2'];
  await using subgraph = await startAdapted('24-two-accounts', [built([customers]), built([orders])], args);
  const table = { __typename: 'Table', database: 'warehouse', schema: 'marts' };
  const found = await subgraph.matches([
    { ...table, account: 'eu', name: 'customers' },
    { ...table, account: 'us', name: 'customers' },
    { ...table, account: 'us', name: 'orders' },
    { ...table, account: 'apac', name: 'orders' },
    { ...table, account: '', name: 'orders' },
  ]);
  expect(found.map(({ node }) => node)).toEqual([customers.unique_id, null, orders.unique_id, null, null]);
  expect(found[1]?.status).toBe('NOT_IN_DBT');
  expect(found[3]).toMatchObject({ status: 'NOT_IN_DBT' });
  expect(found[3]?.reason).toContain('tables whose `Table.account` is "apac"');
});

/** A model whose relation no text with dots can name. */
function named(
  name: string,
  { database, schema, alias }: Readonly<Record<'database' | 'schema' | 'alias', string>>,
): ManifestNode {
  const fields: Fields = { database, schema, alias, relation_name: null };
  return model(`warehouse.marts.${name}`, fields);
}

/** A project whose run has built all its models. */
function built(nodes: readonly ManifestNode[]): Project {
  const results = Object.fromEntries(nodes.map(({ unique_id }) => [unique_id, 'success']));
  return { nodes, runs: [run('run', '2026-11-26T02:00:05Z', results)] };
}
