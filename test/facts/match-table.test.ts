import { describe, expect, it } from 'vitest';
import { explainUnmatched, matchTable } from '../../src/facts/match-table.ts';
import type { RelationIndex } from '../../src/facts/relation-index.ts';
import { environment, model, relation, seed, source } from './builders.ts';

/** Status and id of the answer, in short. */
function match(path: string, ...environments: readonly RelationIndex[]): string {
  const { status, answer } = matchTable(relation(path), environments);
  return answer === null ? status : `${status} ${answer.environmentId}:${answer.node.uniqueId}`;
}

describe('case rules of the adapters', () => {
  const unquoted = 'analytics.marts.orders';
  const quoted = { relationName: '"Analytics"."Marts"."Orders"' };

  it.each([
    ['snowflake', 'ANALYTICS.MARTS.ORDERS', 'FOLDED 1:model.shop.orders'],
    ['postgres', 'ANALYTICS.MARTS.ORDERS', 'FOLDED 1:model.shop.orders'],
    ['redshift', 'Analytics.Marts.Orders', 'FOLDED 1:model.shop.orders'],
    ['duckdb', 'Analytics.Marts.Orders', 'FOLDED 1:model.shop.orders'],
    ['trino', 'Analytics.Marts.Orders', 'FOLDED 1:model.shop.orders'],
    ['sqlserver', 'Analytics.Marts.Orders', 'FOLDED 1:model.shop.orders'],
    ['databricks', 'Analytics.Marts.Orders', 'FOLDED 1:model.shop.orders'],
    ['spark', 'Analytics.Marts.Orders', 'FOLDED 1:model.shop.orders'],
    ['bigquery', 'ANALYTICS.MARTS.ORDERS', 'NOT_IN_DBT'],
    ['clickhouse', 'ANALYTICS.MARTS.ORDERS', 'NOT_IN_DBT'],
    ['some_new_adapter', 'ANALYTICS.MARTS.ORDERS', 'FOLDED 1:model.shop.orders'],
    [null, 'ANALYTICS.MARTS.ORDERS', 'FOLDED 1:model.shop.orders'],
  ])('%s: an unquoted name in another case (%s) reads %s', (adapter, asked, expected) => {
    expect(match(asked, environment(adapter, [model('orders', unquoted)]))).toBe(expected);
  });

  it.each([
    ['snowflake', 'analytics.marts.orders', 'NOT_IN_DBT'],
    ['postgres', 'analytics.marts.orders', 'NOT_IN_DBT'],
    ['redshift', 'analytics.marts.orders', 'FOLDED 1:model.shop.orders'],
    ['databricks', 'analytics.marts.orders', 'FOLDED 1:model.shop.orders'],
    ['bigquery', 'Analytics.Marts.Orders', 'EXACT 1:model.shop.orders'],
    ['snowflake', 'Analytics.Marts.Orders', 'EXACT 1:model.shop.orders'],
  ])('%s: a quoted mixed-case name asked as %s reads %s', (adapter, asked, expected) => {
    const node = model('orders', 'Analytics.Marts.Orders', quoted);
    expect(match(asked, environment(adapter, [node]))).toBe(expected);
  });

  it('postgres: quotes around a lower-case name change nothing', () => {
    const node = model('orders', unquoted, { relationName: '"analytics"."marts"."orders"' });
    expect(match('ANALYTICS.Marts.orders', environment('postgres', [node]))).toBe(
      'FOLDED 1:model.shop.orders',
    );
  });

  it('judges quoting segment by segment', () => {
    const node = model('orders', 'analytics.marts.Orders', { relationName: 'analytics.marts."Orders"' });
    const snowflake = environment('snowflake', [node]);
    expect(match('ANALYTICS.MARTS.Orders', snowflake)).toBe('FOLDED 1:model.shop.orders');
    expect(match('ANALYTICS.MARTS.ORDERS', snowflake)).toBe('NOT_IN_DBT');
  });

  it.each([
    ['ANALYTICS.marts.orders', 'FOLDED 1:model.shop.orders'],
    ['analytics.MARTS.orders', 'FOLDED 1:model.shop.orders'],
    ['analytics.marts.ORDERS', 'FOLDED 1:model.shop.orders'],
  ])('one segment in another case (%s) is no exact match', (asked, folded) => {
    const plain = model('orders', unquoted);
    const inQuotes = { ...plain, relationName: '"analytics"."marts"."orders"' };
    expect(match(asked, environment('snowflake', [plain]))).toBe(folded);
    expect(match(asked, environment('snowflake', [inQuotes]))).toBe('NOT_IN_DBT');
    expect(match(asked, environment('bigquery', [plain]))).toBe('NOT_IN_DBT');
  });

  it('an exact spelling beats one that only folds to it', () => {
    const nodes = [
      model('a', 'db.s.orders'),
      model('b', 'db.s.Orders', { relationName: '"DB"."S"."Orders"', database: 'db', schema: 's' }),
    ];
    expect(match('db.s.Orders', environment('snowflake', nodes))).toBe('EXACT 1:model.shop.b');
  });

  it('folds only when one node fits: spellings that unseen quoting may keep apart are AMBIGUOUS', () => {
    const nodes = [source('a', 'db.s.orders'), source('b', 'db.s.Orders')];
    expect(match('DB.S.ORDERS', environment('snowflake', nodes))).toBe('AMBIGUOUS');
    expect(match('DB.S.ORDERS', environment('postgres', nodes))).toBe('AMBIGUOUS');
    expect(match('DB.S.ORDERS', environment('redshift', nodes))).toBe('FOLDED 1:source.shop.raw.a');
  });

  it('an unknown warehouse takes one spelling only, a builder beside a source of another spelling included', () => {
    const nodes = [model('a', 'db.s.orders'), source('b', 'db.s.Orders')];
    expect(match('DB.S.ORDERS', environment('exotic', nodes))).toBe('AMBIGUOUS');
    expect(match('DB.S.ORDERS', environment('snowflake', nodes))).toBe('FOLDED 1:model.shop.a');
  });
});

describe('relations', () => {
  it('takes the alias or identifier, the name only where that is empty', () => {
    const nodes = [
      model('a', 'db.s.x', { identifier: 'alias' }),
      model('b', 'db.s.x', { identifier: '' }),
      source('c', 'db.s.x', { identifier: null }),
    ];
    const index = environment('bigquery', nodes);
    expect(match('db.s.alias', index)).toBe('EXACT 1:model.shop.a');
    expect(match('db.s.a', index)).toBe('NOT_IN_DBT');
    expect(match('db.s.b', index)).toBe('EXACT 1:model.shop.b');
    expect(match('db.s.c', index)).toBe('EXACT 1:source.shop.raw.c');
  });

  it('ephemeral models and nodes without a schema have no relation', () => {
    const nodes = [
      model('a', 'db.s.a', { materializedType: 'Ephemeral' }),
      model('b', 'db.s.b', { schema: '' }),
      model('c', 'db.s.c', { schema: null }),
    ];
    const index = environment('postgres', nodes);
    expect(['db.s.a', 'db.s.b', 'db.s.c', 'db..b'].map((path) => match(path, index))).toEqual(
      Array(4).fill('NOT_IN_DBT'),
    );
  });

  it.each([null, '', 'none', 'None', 'NULL', ' '])(
    'database %j means no database, on either side',
    (none) => {
      const index = environment('clickhouse', [model('a', 's.a', { database: none })]);
      expect(matchTable({ database: none, schema: 's', name: 'a' }, [index]).status).toBe('EXACT');
      // dbt names no database: the catalogue's is not asked.
      expect(match('anything.s.a', index)).toBe('EXACT 1:model.shop.a');
    },
  );

  it('a node with the very database comes before one without any', () => {
    const nodes = [model('a', 's.x', { database: null }), model('b', 'db.s.x')];
    expect(match('db.s.x', environment('postgres', nodes))).toBe('EXACT 1:model.shop.b');
  });

  it('without a database on the catalogue side, schema and name decide, and two databases are AMBIGUOUS', () => {
    const one = environment('postgres', [model('a', 'db1.s.x')]);
    const both = environment('postgres', [model('a', 'db1.s.x'), source('b', 'db2.s.x')]);
    expect(match('s.x', one)).toBe('EXACT 1:model.shop.a');
    expect(match('s.x', both)).toBe('AMBIGUOUS');
    expect(matchTable(relation('s.x'), [both]).candidates).toHaveLength(2);
  });

  it('databricks and spark without a catalog stand in hive_metastore, on either side', () => {
    const legacy = environment('databricks', [model('a', 's.x', { database: null })]);
    expect(match('hive_metastore.s.x', legacy)).toBe('EXACT 1:model.shop.a');
    expect(match('s.x', legacy)).toBe('EXACT 1:model.shop.a');
    expect(match('main.s.x', legacy)).toBe('NOT_IN_DBT');
    const both = environment('spark', [model('a', 'hive_metastore.s.x'), model('b', 'main.s.x')]);
    expect(match('s.x', both)).toBe('EXACT 1:model.shop.a');
    expect(match('s.y', environment('spark', [model('b', 'main.s.y')]))).toBe('EXACT 1:model.shop.b');
  });

  it('spark_catalog is another name of hive_metastore on spark, on either side, and on spark alone', () => {
    for (const database of [null, 'spark_catalog', 'hive_metastore', 'Spark_Catalog']) {
      const index = environment('spark', [model('a', 's.x', { database })]);
      for (const asked of ['s.x', 'spark_catalog.s.x', 'hive_metastore.s.x']) {
        expect(match(asked, index)).toBe('EXACT 1:model.shop.a');
      }
      expect(match('main.s.x', index)).toBe('NOT_IN_DBT');
    }
    const databricks = environment('databricks', [model('a', 'hive_metastore.s.x')]);
    expect(match('spark_catalog.s.x', databricks)).toBe('NOT_IN_DBT');
  });

  it('a node listed on two pages counts once', () => {
    const node = model('a', 'db.s.x');
    expect(match('db.s.x', environment('postgres', [node, { ...node }]))).toBe('EXACT 1:model.shop.a');
  });
});

describe('shard patterns', () => {
  const shards = [source('events', 'db.s.events_*'), source('intraday', 'db.s.events_intraday_*')];

  it('match by prefix, the longest first', () => {
    const index = environment('bigquery', shards);
    expect(match('db.s.events_20240101', index)).toBe('WILDCARD 1:source.shop.raw.events');
    expect(match('db.s.events_intraday_20240101', index)).toBe('WILDCARD 1:source.shop.raw.intraday');
    expect(match('s.events_1', index)).toBe('WILDCARD 1:source.shop.raw.events');
    expect(match('db.s.event', index)).toBe('NOT_IN_DBT');
    expect(match('db.s.Events_1', index)).toBe('NOT_IN_DBT');
    expect(match('db.other.events_1', index)).toBe('NOT_IN_DBT');
  });

  it('a pattern asked by its own text is EXACT, and a node of its own beats a pattern', () => {
    const index = environment('bigquery', [...shards, model('today', 'db.s.events_today')]);
    expect(match('db.s.events_*', index)).toBe('EXACT 1:source.shop.raw.events');
    expect(match('db.s.events_today', index)).toBe('EXACT 1:model.shop.today');
  });

  it('compare the prefix as the warehouse compares names', () => {
    expect(match('DB.S.EVENTS_1', environment('snowflake', shards))).toBe(
      'WILDCARD 1:source.shop.raw.events',
    );
    expect(match('DB.S.EVENTS_1', environment('bigquery', shards))).toBe('NOT_IN_DBT');
    expect(match('db.s.events_1', environment(null, shards))).toBe('WILDCARD 1:source.shop.raw.events');
  });
});

describe('several claimants', () => {
  it('in one environment a builder answers before sources, and all are listed', () => {
    const index = environment('postgres', [
      source('a', 'db.s.x'),
      seed('z', 'db.s.x'),
      source('b', 'db.s.x'),
    ]);
    expect(match('db.s.x', index)).toBe('EXACT 1:seed.shop.z');
    expect(matchTable(relation('db.s.x'), [index]).candidates.map(({ node }) => node.uniqueId)).toEqual([
      'seed.shop.z',
      'source.shop.raw.a',
      'source.shop.raw.b',
    ]);
  });

  it('two builders in one environment are AMBIGUOUS and give no facts', () => {
    const index = environment('postgres', [model('b', 'db.s.x'), model('a', 'db.s.x')]);
    const result = matchTable(relation('db.s.x'), [index]);
    expect(result).toMatchObject({ status: 'AMBIGUOUS', answer: null });
    expect(result.candidates.map(({ node }) => node.name)).toEqual(['a', 'b']);
  });

  it('two sources are plain EXACT: the first by id answers', () => {
    const index = environment('postgres', [source('b', 'db.s.x'), source('a', 'db.s.x')]);
    expect(match('db.s.x', index)).toBe('EXACT 1:source.shop.raw.a');
  });

  it('a builder in any environment beats a source in any other; among equals the order decides', () => {
    const withSource = environment('postgres', [source('a', 'db.s.x')], '1');
    const withBuilder = environment('postgres', [model('m', 'db.s.x')], '2');
    const other = environment('postgres', [model('n', 'DB.s.x')], '3');
    expect(match('db.s.x', withSource, withBuilder)).toBe('EXACT 2:model.shop.m');
    expect(match('db.s.x', withBuilder, other)).toBe('CONFLICT 2:model.shop.m');
    expect(match('db.s.x', other, withSource, withBuilder)).toBe('CONFLICT 3:model.shop.n');
    expect(matchTable(relation('db.s.x'), [withSource, other, withBuilder]).candidates).toHaveLength(3);
  });

  it('only builders make a CONFLICT', () => {
    const environments = ['1', '2'].map((id) => environment('postgres', [source('a', 'db.s.x')], id));
    expect(match('db.s.x', ...environments)).toBe('EXACT 1:source.shop.raw.a');
  });

  it('an environment that cannot decide answers with AMBIGUOUS, unless one before it can', () => {
    const unclear = environment('postgres', [model('a', 'db.s.x'), model('b', 'db.s.x')], '1');
    const clear = environment('postgres', [model('c', 'db.s.x')], '2');
    expect(match('db.s.x', unclear, clear)).toBe('AMBIGUOUS');
    expect(match('db.s.x', clear, unclear)).toBe('CONFLICT 2:model.shop.c');
  });
});

describe('what the applied state does not hold', () => {
  const applied = environment('snowflake', [
    model('orders', 'DB.S.Orders', { relationName: '"DB"."S"."Orders"' }),
  ]);

  it('is NOT_BUILT when the definition state has it, without an answer', () => {
    const definition = environment('snowflake', [model('new', 'db.s.new'), model('orders', 'DB.S.Orders')]);
    const result = explainUnmatched(relation('DB.S.NEW'), [applied], [definition]);
    expect(result).toMatchObject({ status: 'NOT_BUILT', answer: null });
    expect(result.candidates.map(({ node }) => node.uniqueId)).toEqual(['model.shop.new']);
  });

  it('is NOT_IN_DBT when it is a wrong spelling of a built table', () => {
    const definition = environment('snowflake', [model('orders', 'DB.S.Orders')]);
    expect(matchTable(relation('DB.S.ORDERS'), [applied]).status).toBe('NOT_IN_DBT');
    expect(explainUnmatched(relation('DB.S.ORDERS'), [applied], [definition]).status).toBe('NOT_IN_DBT');
  });

  it('is NOT_BUILT also when another environment has built a node of the same id elsewhere', () => {
    const elsewhere = environment('snowflake', [model('new', 'OTHER.S.NEW')], '2');
    const definition = environment('snowflake', [model('new', 'DB.S.NEW')], '1');
    expect(explainUnmatched(relation('DB.S.NEW'), [applied, elsewhere], [definition]).status).toBe(
      'NOT_BUILT',
    );
  });

  it('is NOT_IN_DBT when the definition state declares it ephemeral', () => {
    const definition = environment('snowflake', [model('e', 'DB.S.E', { materializedType: 'ephemeral' })]);
    expect(explainUnmatched(relation('DB.S.E'), [applied], [definition]).status).toBe('NOT_IN_DBT');
  });
});
