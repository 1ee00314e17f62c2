import { describe, expect, it } from 'vitest';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import type { IndexedNode } from '../../src/facts/node.ts';
import { environment, model, relation, source } from './builders.ts';

const CHECK_SCHEMA = "Check which schema the environment's jobs write to, and which one the catalogue reads.";

function explain(asked: string, adapter: string, ...nodes: readonly IndexedNode[]): string {
  return describeNearMiss(relation(asked), [environment(adapter, nodes)], []);
}

describe('case and place', () => {
  const quoted = model('orders', 'DB.S.orders', { relationName: 'DB.S."orders"' });

  it('a quoted table of the name in another case is not called by the asked name', () => {
    expect(explain('DB.X.ORDERS', 'snowflake', quoted)).toBe(
      "`DB.S.orders` of model `orders` (model.shop.orders) comes near, but stands in schema `S`, not `X`, and is quoted in dbt, so that case counts. Check which schema the environment's jobs write to, and which one the catalogue reads, and spell the names in the catalogue as the warehouse does.",
    );
    expect(explain('DB.X.orders', 'snowflake', quoted)).toBe(
      `\`orders\` exists in schema \`S\`, not \`X\` (model.shop.orders). ${CHECK_SCHEMA}`,
    );
    expect(explain('OTHER.S.ORDERS', 'snowflake', quoted)).toMatch(
      /^`DB\.S\.orders` .* stands in database `DB`, not `OTHER`, and is quoted in dbt, so that case counts\./,
    );
  });

  it('so on BigQuery, where no other case is the same', () => {
    expect(explain('p.sales.Orders', 'bigquery', model('orders', 'p.marts.orders'))).toBe(
      "`p.marts.orders` of model `orders` (model.shop.orders) comes near, but stands in schema `marts`, not `sales`, and is spelled in another case, which counts there. Check which schema the environment's jobs write to, and which one the catalogue reads, and spell the names in the catalogue as the warehouse does.",
    );
    expect(explain('P.Marts.orders', 'bigquery', model('orders', 'p.marts.orders'))).toBe(
      '`p.marts.orders` of model `orders` (model.shop.orders) differs from it only by case, and bigquery tells names apart by case: spell it in the catalogue as the warehouse does.',
    );
  });

  it('several spellings', () => {
    const spelled = ['Orders', 'ORDERS'].map((name) => model(`m_${name}`, `p.s.${name}`));
    expect(explain('p.s.orders', 'bigquery', ...spelled)).toBe(
      '`p.s.ORDERS` of model `m_ORDERS` (model.shop.m_ORDERS) and `p.s.Orders` of model `m_Orders` (model.shop.m_Orders) differ from it only by case, and bigquery tells names apart by case: spell it in the catalogue as the warehouse does.',
    );
  });

  it('quotes, a path, another schema and another case at once', () => {
    const asked = { database: null, schema: 'public', name: '"P"."mart"."Orders"' };
    const index = environment('bigquery', [model('orders', 'p.marts.orders')]);
    expect(describeNearMiss(asked, [index], [])).toBe(
      "The name holds a whole path in quotes; read so, `p.marts.orders` of model `orders` (model.shop.orders) comes near, but stands in schema `marts`, not `mart`, and is spelled in another case, which counts there. Give database, schema and name apart, without quotes; check which schema the environment's jobs write to, and which one the catalogue reads; and spell the names in the catalogue as the warehouse does.",
    );
  });

  it('quotes and another schema', () => {
    const asked = { database: 'db', schema: '"raw"', name: '"orders"' };
    const index = environment('postgres', [model('orders', 'db.marts.orders')]);
    expect(describeNearMiss(asked, [index], [])).toBe(
      "Without the quotes in its names, `orders` exists in schema `marts`, not `raw` (model.shop.orders). Give database, schema and name as they are stored, without quotes, and check which schema the environment's jobs write to, and which one the catalogue reads.",
    );
  });
});

describe('several places', () => {
  it('a schema that is spelled alike goes before others', () => {
    const nodes = ['marts', 'raw', 'dev'].map((at) => model(`orders_${at}`, `db.${at}.orders`));
    expect(explain('db.mart.orders', 'postgres', ...nodes)).toMatch(
      /exists in schema `marts`, not `mart` \(/,
    );
    expect(explain('db.zzz.orders', 'postgres', ...nodes)).toMatch(
      /exists in schema `dev`, `marts` and `raw`, not `zzz` \(/,
    );
    const [marts, raw] = [model('a', 'db.my_marts.orders'), model('b', 'db.raw.orders')];
    expect(explain('db.my-marts.orders', 'postgres', marts, raw)).toMatch(
      /exists in schema `my_marts`, not `my-marts` \(/,
    );
  });

  it('in another database no schema goes before others', () => {
    const nodes = ['marts', 'raw'].map((at) => model(`orders_${at}`, `db.${at}.orders`));
    expect(explain('x.mart.orders', 'postgres', ...nodes)).toMatch(
      /exists only elsewhere: `db\.marts\.orders` and `db\.raw\.orders` \(/,
    );
  });

  it('are listed in the order of their names, their nodes with them', () => {
    const nodes = [model('a', 'db.second.orders'), model('b', 'db.first.orders')];
    expect(explain('db.x.orders', 'postgres', ...nodes)).toMatch(
      /in schema `first` and `second`, not `x` \(model\.shop\.b and model\.shop\.a\)/,
    );
  });

  it('the schema that was asked, in another database, goes before other schemas', () => {
    const nodes = [model('a', 'dev.marts.orders'), model('b', 'db.raw.orders')];
    expect(explain('db.marts.orders', 'postgres', ...nodes)).toMatch(
      /^`marts\.orders` exists in database `dev`, not `db` \(model\.shop\.a\)/,
    );
  });

  it('database and schema spelled with other signs', () => {
    expect(explain('my-db.my-marts.orders', 'bigquery', model('orders', 'my_db.my_marts.orders'))).toBe(
      '`my_db.my_marts.orders` of model `orders` (model.shop.orders) comes near, but stands in schema `my_marts` of database `my_db`. Check database and schema in the catalogue, and which environments the integration reads.',
    );
  });

  it('three are listed, and the rest counted', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((at) => model(`m_${at}`, `${at}.${at}.orders`));
    expect(explain('x.x.orders', 'postgres', ...nodes)).toBe(
      '`orders` exists only elsewhere: `a.a.orders`, `b.b.orders`, `c.c.orders` and 2 more (model.shop.m_a, model.shop.m_b, model.shop.m_c and 2 more). Check database and schema in the catalogue, and which environments the integration reads.',
    );
  });

  it('a database that the warehouse knows by two names is no other database', () => {
    const index = environment('spark', [model('orders', 'hive_metastore.marts.orders')]);
    expect(describeNearMiss(relation('spark_catalog.dev.orders'), [index], [])).toBe(
      `\`orders\` exists in schema \`marts\`, not \`dev\` (model.shop.orders). ${CHECK_SCHEMA}`,
    );
    expect(describeNearMiss(relation('other.dev.orders'), [index], [])).toMatch(/exists only elsewhere/);
  });
});

describe('no schema', () => {
  const nodes = [model('orders', 'db.marts.orders'), source('raw_orders', 'db.raw.orders')];

  it('names the schemas that have the name', () => {
    expect(explain('db..orders', 'postgres', ...nodes)).toBe(
      'The catalogue gave no schema for the table; `orders` exists in schema `marts` and `raw` (model.shop.orders and source.shop.raw.raw_orders). Give the table its schema in the catalogue.',
    );
    expect(explain('other..orders', 'postgres', ...nodes)).toBe(
      'The catalogue gave no schema for the table; `orders` exists only elsewhere: `db.marts.orders` and `db.raw.orders` (model.shop.orders and source.shop.raw.raw_orders). Give the table its schema in the catalogue.',
    );
  });

  it('combines with quotes', () => {
    const asked = { database: null, schema: '  ', name: '"orders"' };
    expect(describeNearMiss(asked, [environment('postgres', nodes)], [])).toBe(
      'The catalogue gave no schema for the table; without the quotes in its names, `orders` exists in schema `marts` and `raw` (model.shop.orders and source.shop.raw.raw_orders). Give database, schema and name as they are stored, without quotes, and give the table its schema in the catalogue.',
    );
  });

  it.each([
    ['db..payments', 'schema', 'schema'],
    ['db.marts.', 'name', 'name'],
    ['db..', 'schema and no name', 'schema and name'],
  ])('%s: nothing is found without', (asked, missing, both) => {
    expect(explain(asked, 'postgres', ...nodes)).toBe(
      `The catalogue gave no ${missing} for the table, and schema and name are both needed to find it: give the table its ${both} in the catalogue.`,
    );
  });
});

describe('two levels', () => {
  const orders = model('orders', 'shop.orders');

  it.each([
    ['def.shop2.orders', '`orders` exists in schema `shop`, not `shop2` (model.shop.orders).'],
    ['shop2..orders', '`orders` exists in schema `shop`, not `shop2` (model.shop.orders).'],
    ['def.shop.order', 'There is `orders` in that schema (model.shop.orders):'],
    ['shop..order', 'There is `orders` in that schema (model.shop.orders):'],
  ])('the database of %s is not compared, or is the schema', (asked, reason) => {
    const inShop = { ...orders, database: 'another' };
    for (const node of [orders, inShop]) expect(explain(asked, 'mysql', node)).toContain(reason);
  });

  it('are seen in the relation names that dbt renders', () => {
    const rendered = { ...orders, database: 'ignored', relationName: '`shop`.`orders`' };
    expect(explain('def.shop2.orders', 'exotic', rendered)).toContain('exists in schema `shop`, not `shop2`');
    expect(explain('def.shop2.orders', 'exotic', { ...rendered, relationName: null })).toContain(
      'exists only elsewhere',
    );
  });

  it('of the definition state are seen in the applied one', () => {
    const rendered = { ...orders, database: 'ignored', relationName: '`shop`.`orders`' };
    const declared = model('payments', 'ignored.shop.payments');
    const states = [environment('exotic', [rendered]), environment('exotic', [declared])] as const;
    expect(describeNearMiss(relation('def.shop2.payments'), [states[0]], [states[1]])).toContain(
      'comes near, but stands in schema `shop`, not `shop2`, and no run has built it yet.',
    );
  });

  it('have no database to give apart', () => {
    const asked = { database: 'def', schema: 'x', name: '`shop`.`orders`' };
    expect(describeNearMiss(asked, [environment('mysql', [orders])], [])).toBe(
      'The name holds a whole path in quotes; read so, it is `shop.orders` of model `orders` (model.shop.orders): give schema and name apart, without quotes.',
    );
  });
});

describe('shard patterns elsewhere', () => {
  const events = source('events', 'raw.ga4.events_*');

  it.each([
    ['raw.ga.events_1', 'stands in schema `ga4`, not `ga`. Check which schema the source names'],
    ['x.ga4.events_1', 'stands in database `raw`, not `x`. Check which database the source names'],
    ['x.ga.events_1', 'stands in schema `ga4` of database `raw`. Check database and schema'],
    ['raw.GA4.Events_1', 'differs from it by case, and the warehouse tells names apart by case: spell it'],
    [
      'raw.x.Events_1',
      'stands in schema `ga4`, not `x`, and is spelled in another case, which counts there.',
    ],
  ])('%s', (asked, reason) => {
    expect(explain(asked, 'bigquery', events)).toContain(
      `\`raw.ga4.events_*\` of source \`events\` (source.shop.raw.events) would cover it, but ${reason}`,
    );
  });

  it('the longest prefix is named', () => {
    const intraday = source('intraday', 'raw.ga4.events_intraday_*');
    expect(explain('x.ga4.events_intraday_1', 'bigquery', events, intraday)).toMatch(
      /^`raw\.ga4\.events_intraday_\*`/,
    );
    expect(explain('x.ga4.events_1', 'bigquery', events, intraday)).toMatch(/^`raw\.ga4\.events_\*`/);
  });

  it('other words are not covered', () => {
    expect(explain('x.ga4.eventsource', 'bigquery', events)).toMatch(/^Nothing in/);
    expect(explain('x.ga4.orders', 'bigquery', source('all', 'raw.ga4.*'))).toMatch(/^Nothing in/);
  });
});
