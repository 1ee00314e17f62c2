import { expect, test } from 'vitest';
import { run } from '../support/artifact-folder.ts';
import { model, source } from '../support/artifact-nodes.ts';
import { entities, table } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

// Without a catalog, databricks and spark mean `hive_metastore`; spark also calls it `spark_catalog`.

/** Shows that this environment's relations have three levels. */
const reader = model('lake.marts.reader');

async function statusesOf(
  adapterType: string,
  database: string | null,
  askedDatabases: readonly (string | null)[],
) {
  const raw = source('app', 'raw.orders', { database, relation_name: null });
  const runs = [run('run', '2026-11-26T02:00:05Z', { [reader.unique_id]: 'success' })];
  await using stack = await serve({ adapterType, nodes: [reader, raw], runs });
  const found = await entities(
    stack,
    askedDatabases.map((asked) => ({ ...table('raw.orders'), database: asked })),
    '... on Table { dbt { match { status } node { uniqueId } } }',
  );
  return found.map(({ dbt }) =>
    dbt.node?.uniqueId === raw.unique_id && ['EXACT', 'FOLDED'].includes(dbt.match.status)
      ? 'matched'
      : dbt.match.status,
  );
}

const NAMES = ['spark_catalog', 'hive_metastore', 'Spark_Catalog', '', null];

test.each([null, '', 'none', 'hive_metastore', 'spark_catalog'])(
  'spark: a node of database %j answers under each of its names',
  async (database) => {
    expect(await statusesOf('spark', database, NAMES)).toEqual(NAMES.map(() => 'matched'));
  },
);

test.each([null, '', 'hive_metastore'])(
  'databricks: a node of database %j answers under hive_metastore and under none',
  async (database) => {
    expect(await statusesOf('databricks', database, ['hive_metastore', '', null])).toEqual([
      'matched',
      'matched',
      'matched',
    ]);
  },
);

test.each(['spark', 'databricks'])('%s: another catalog is another place', async (adapterType) => {
  expect(await statusesOf(adapterType, 'hive_metastore', ['unity'])).toEqual(['NOT_IN_DBT']);
  expect(await statusesOf(adapterType, 'unity', ['hive_metastore', 'unity'])).toEqual([
    'NOT_IN_DBT',
    'matched',
  ]);
});

test('spark_catalog is a name of spark alone', async () => {
  expect(await statusesOf('databricks', 'hive_metastore', ['spark_catalog'])).toEqual(['NOT_IN_DBT']);
  expect(await statusesOf('duckdb', 'hive_metastore', ['spark_catalog'])).toEqual(['NOT_IN_DBT']);
});

test.each(['spark', 'databricks'])(
  '%s: of two catalogs none asked means hive_metastore',
  async (adapterType) => {
    const inHive = source('app', 'hive_metastore.raw.orders');
    const inLake = source('lake', 'lake.raw.orders');
    const runs = [run('run', '2026-11-26T02:00:05Z', { [reader.unique_id]: 'success' })];
    await using stack = await serve({ adapterType, nodes: [reader, inLake, inHive], runs });
    const [found] = await entities(
      stack,
      [{ ...table('raw.orders'), database: null }],
      '... on Table { dbt { match { candidates { uniqueId } } } }',
    );
    expect(found.dbt.match.candidates).toEqual([{ uniqueId: inHive.unique_id }]);
  },
);

test('on spark the two names of one place are no two databases', async () => {
  const orders = model('hive_metastore.raw.orders', { relation_name: '`hive_metastore`.`raw`.`orders`' });
  const declared = source('app', 'spark_catalog.raw.orders', { description: 'Of the source.' });
  const runs = [run('run', '2026-11-26T02:00:05Z', { [orders.unique_id]: 'success' })];
  await using stack = await serve({ adapterType: 'spark', nodes: [orders, declared], runs });
  const [found] = await entities(
    stack,
    [{ ...table('raw.orders'), database: null }],
    '... on Table { dbtDescription dbt { match { status candidates { uniqueId } } } }',
  );
  expect(found.dbtDescription).toBe('Of the source.');
  expect(found.dbt.match.status).toMatch(/^(EXACT|FOLDED)$/);
  expect(found.dbt.match.candidates).toEqual([
    { uniqueId: orders.unique_id },
    { uniqueId: declared.unique_id },
  ]);
});
