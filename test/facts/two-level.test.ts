import { describe, expect, it } from 'vitest';
import { explainUnmatched, matchTable } from '../../src/facts/match-table.ts';
import type { IndexedNode, Relation } from '../../src/facts/node.ts';
import { environment, model, source } from './builders.ts';

const rendered = (name: string, relationName: string | null, path = `ignored.shop_dw.${name}`) =>
  model(name, path, { relationName });

const ask = (database: string | null, schema: string, name = 'orders'): Relation => ({
  database,
  schema,
  name,
});
const statusOf = (relation: Relation, adapter: string | null, nodes: readonly IndexedNode[]) =>
  matchTable(relation, [environment(adapter, nodes)]).status;

describe('a warehouse without a level above the schema', () => {
  it.each([
    ['mysql', [model('orders', 'shop_dw.orders', { database: null })]],
    ['clickhouse', [model('orders', 'x.shop_dw.orders')]],
    ['Doris', [source('orders', 'internal.shop_dw.orders')]],
    ['starrocks', [model('orders', 'default_catalog.shop_dw.orders')]],
    ['an adapter of tomorrow', [rendered('orders', '`shop_dw`.`orders`'), rendered('a', 'shop_dw.a')]],
    [null, [rendered('orders', '"shop_dw"."orders"')]],
    ['spark', [rendered('orders', 'shop_dw.orders')]],
  ] as const)(
    '%s: the database is not asked, and stands for the schema where that is empty',
    (adapter, nodes) => {
      for (const relation of [
        ask(null, 'shop_dw'),
        ask('def', 'shop_dw'),
        ask('shop_dw', ''),
        ask('shop_dw', '  '),
        ask('shop_dw', 'shop_dw'),
      ]) {
        expect([relation, statusOf(relation, adapter, nodes)]).toEqual([relation, 'EXACT']);
      }
      expect(statusOf(ask('shop_dw', 'other'), adapter, nodes)).toBe('NOT_IN_DBT');
      expect(statusOf(ask(null, ''), adapter, nodes)).toBe('NOT_IN_DBT');
    },
  );

  it.each<[string, string | null, readonly IndexedNode[]]>([
    ['three segments', 'postgres', [rendered('orders', '"ignored"."shop_dw"."orders"')]],
    [
      'two segments and three',
      'postgres',
      [rendered('orders', 'shop_dw.orders'), rendered('a', 'ignored.shop_dw.a')],
    ],
    ['none shown', 'postgres', [rendered('orders', null)]],
    ['one pair of backticks around all three', 'bigquery', [rendered('orders', '`ignored.shop_dw.orders`')]],
    ['unreadable', 'postgres', [rendered('orders', '"shop_dw"."orders')]],
  ])('is not told by relation names with %s', (_title, adapter, nodes) => {
    expect(statusOf(ask('def', 'shop_dw'), adapter, nodes)).toBe('NOT_IN_DBT');
    expect(statusOf(ask('shop_dw', ''), adapter, nodes)).toBe('NOT_IN_DBT');
    expect(statusOf(ask('ignored', 'shop_dw'), adapter, nodes)).toBe('EXACT');
  });

  it("its nodes' databases are not compared with each other: two of them leave nothing open", () => {
    const nodes = [
      model('orders', 'one.shop_dw.orders', { uniqueId: 'model.shop.orders' }),
      source('orders', 'two.shop_dw.orders'),
    ];
    const match = matchTable(ask('three', 'shop_dw'), [environment('mysql', nodes)]);
    expect(match).toMatchObject({ status: 'EXACT', answer: { node: { uniqueId: 'model.shop.orders' } } });
    expect(match.contributors).toHaveLength(2);
  });

  it('over two environments with different databases there is no conflict of databases', () => {
    const one = environment('clickhouse', [source('orders', 'one.shop_dw.orders')], '1');
    const two = environment('clickhouse', [source('orders', 'two.shop_dw.orders')], '2');
    expect(matchTable(ask(null, 'shop_dw'), [one, two]).status).toBe('EXACT');
  });

  it('says so where the catalogue names a database', () => {
    const reason = matchTable(ask('def', 'shop_dw'), [
      environment('mysql', [model('orders', 'a.shop_dw.orders')]),
    ]).reason;
    expect(reason).toBe(
      'A dbt node has exactly this schema and name; this warehouse has no level above the schema, so the database is not compared.',
    );
  });

  it('holds for what is declared, too, though only the applied state shows relation names', () => {
    const applied = environment('exotic', [rendered('built', 'shop_dw.built')]);
    const definition = environment('exotic', [model('orders', 'ignored.shop_dw.orders')]);
    expect(explainUnmatched(ask('shop_dw', ''), [applied], [definition]).status).toBe('NOT_BUILT');
    expect(explainUnmatched(ask('def', 'shop_dw'), [applied], [definition]).status).toBe('NOT_BUILT');
  });
});
