import { describe, expect, it } from 'vitest';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import type { Relation } from '../../src/facts/node.ts';
import { environment, model, source } from './builders.ts';

/** Names as they stand in the catalogue: database, schema, name. */
type Names = readonly [database: string | null, schema: string, name: string];

function toRelation([database, schema, name]: Names): Relation {
  return { database, schema, name };
}

const postgres = environment('postgres', [
  model('orders', 'analytics.marts.orders'),
  model('customers', 'analytics.marts.customers'),
]);
const PROJECT = 'example.com:shop-prod';
const bigquery = environment('bigquery', [
  model('visits', 'shop-prod.web.visits'),
  model('carts', 'x.web.carts', { database: PROJECT }),
  source('hits', 'shop-prod.ga.hits_*'),
]);

const ORDERS = 'it is `analytics.marts.orders` of model `orders` (model.shop.orders)';
const APART = 'give database, schema and name apart';

describe('quotes and blanks', () => {
  it.each<[Names, string]>([
    [['analytics', 'marts', '"orders"'], 'Without the quotes in its names'],
    [['analytics', '[marts]', '[orders]'], 'Without the quotes in its names'],
    [['`analytics`', 'marts', 'orders'], 'Without the quotes in its names'],
  ])('quotes, brackets and backticks around %j', (names, opening) => {
    expect(describeNearMiss(toRelation(names), [postgres], [])).toBe(
      `${opening} ${ORDERS}: give database, schema and name as they are stored, without quotes.`,
    );
  });

  it.each<[Names]>([
    [['analytics', ' marts', 'orders']],
    [['analytics\u00a0', 'marts', 'orders']],
    [['analytics', 'marts', '\torders\n']],
  ])('blanks around %j', (names) => {
    expect(describeNearMiss(toRelation(names), [postgres], [])).toBe(
      `Without the blanks around its names ${ORDERS}: remove them in the catalogue.`,
    );
  });

  it('both at once', () => {
    expect(describeNearMiss(toRelation(['analytics', ' marts', '"orders" ']), [postgres], [])).toBe(
      `Without the blanks around its names and the quotes in them ${ORDERS}: give database, schema and name as they are stored, without quotes and blanks.`,
    );
  });

  it('an open quote is a sign like any other', () => {
    expect(describeNearMiss(toRelation(['analytics', 'marts', '"orders']), [postgres], [])).toBe(
      'There is `orders` in that schema (model.shop.orders), with the same letters and digits: if that is the table, correct its name in the catalogue.',
    );
  });
});

describe('a path in the name', () => {
  it.each<[Names]>([
    [[null, 'public', '"analytics"."marts"."orders"']],
    [['other', 'public', '[analytics].[marts].[orders]']],
    [['other', '', '`analytics`.`marts`.`orders`']],
    [['analytics', 'public', '`analytics.marts.orders`']],
    [[null, 'public', '"analytics" . "marts" . "orders"']],
    [[null, 'public', 'analytics."marts".orders']],
  ])('in quotes: %j', (names) => {
    expect(describeNearMiss(toRelation(names), [postgres], [])).toBe(
      `The name holds a whole path in quotes; read so, ${ORDERS}: ${APART}, without quotes.`,
    );
  });

  it.each<[Names]>([
    [[null, 'public', 'analytics.marts.orders']],
    [['analytics', 'public', 'marts.orders']],
    // A server in front of the database.
    [['other', 'dbo', 'server1.analytics.marts.orders']],
    // The database stands in the schema's field.
    [['other', 'analytics', 'marts.orders']],
  ])('plain, whatever stands beside it: %j', (names) => {
    expect(describeNearMiss(toRelation(names), [postgres], [])).toBe(
      `The name holds a whole path; read so, ${ORDERS}: ${APART}.`,
    );
  });

  it.each<[Names]>([
    [['analytics', 'marts', 'marts.orders']],
    [['analytics', 'marts', 'analytics.marts.orders']],
    // The path leads nowhere; the place beside it does.
    [['analytics', 'marts', 'nowhere.orders']],
  ])('is dispensable where its last part fits the place beside it: %j', (names) => {
    expect(describeNearMiss(toRelation(names), [postgres], [])).toBe(
      `The name holds a whole path; with \`orders\` alone ${ORDERS}: ${APART}.`,
    );
  });

  it('goes before the place beside it where both lead somewhere', () => {
    const both = environment('postgres', [model('a', 'db.one.orders'), model('b', 'db.two.orders')]);
    expect(describeNearMiss(toRelation(['db', 'one', 'two.orders']), [both], [])).toBe(
      `The name holds a whole path; read so, it is \`db.two.orders\` of model \`b\` (model.shop.b): ${APART}.`,
    );
  });

  it('names each database where it says none', () => {
    const both = environment('postgres', [model('a', 'one.s.orders'), model('b', 'two.s.orders')]);
    expect(describeNearMiss(toRelation([null, 'x', 's.orders']), [both], [])).toBe(
      `The name holds a whole path; read so, it is found as \`one.s.orders\` of model \`a\` (model.shop.a) and \`two.s.orders\` of model \`b\` (model.shop.b): ${APART}, and give the table its database.`,
    );
  });
});

describe('a path in the schema or the database', () => {
  it.each<[Names, string]>([
    [[null, 'analytics.marts', 'orders'], 'The schema holds a path; read so,'],
    [['other', 'analytics.marts', 'orders'], 'The schema holds a path; read so,'],
    [['analytics', 'marts.orders', 'orders'], 'The schema holds a path; read so,'],
    [[null, 'analytics.marts.orders', 'orders'], 'The schema holds a path; read so,'],
    [[null, 'analytics.marts.orders', ''], 'The schema holds a path; read so,'],
    [['analytics.marts', '', 'orders'], 'The database holds a path; read so,'],
    [['analytics.marts', 'marts', 'orders'], 'The database holds a path; read so,'],
    [['server1.analytics', 'marts', 'orders'], 'The database holds a path; read so,'],
  ])('%j', (names, opening) => {
    expect(describeNearMiss(toRelation(names), [postgres], [])).toBe(`${opening} ${ORDERS}: ${APART}.`);
  });

  it('beside a path in the name', () => {
    const both = environment('postgres', [model('a', 'one.s.orders'), model('b', 'two.s.orders')]);
    expect(describeNearMiss(toRelation(['x', 'two.s', 's.orders']), [both], [])).toBe(
      `The schema and the name hold paths; read so, it is \`two.s.orders\` of model \`b\` (model.shop.b): ${APART}.`,
    );
  });
});

describe('BigQuery', () => {
  const visits = 'it is `shop-prod.web.visits` of model `visits` (model.shop.visits)';
  const carts = `it is \`${PROJECT}.web.carts\` of model \`carts\` (model.shop.carts)`;

  it.each<[Names, string]>([
    [[null, 'shop-prod:web', 'visits'], `The schema holds a path; read so, ${visits}: ${APART}.`],
    [[null, 'x', 'shop-prod:web.visits'], `The name holds a whole path; read so, ${visits}: ${APART}.`],
    [
      [null, 'x', '[shop-prod:web.visits]'],
      `The name holds a whole path in quotes; read so, ${visits}: ${APART}, without quotes.`,
    ],
    [
      [null, 'x', '`shop-prod.web`.visits'],
      `The name holds a whole path in quotes; read so, ${visits}: ${APART}, without quotes.`,
    ],
    [['shop-prod:web', '', 'visits'], `The database holds a path; read so, ${visits}: ${APART}.`],
  ])('project:dataset and paths: %j', (names, reason) => {
    expect(describeNearMiss(toRelation(names), [bigquery], [])).toBe(reason);
  });

  it.each<[Names, string]>([
    [[null, 'x', `${PROJECT}.web.carts`], `The name holds a whole path; read so, ${carts}: ${APART}.`],
    [[null, 'x', `${PROJECT}:web.carts`], `The name holds a whole path; read so, ${carts}: ${APART}.`],
    [[null, `${PROJECT}:web`, 'carts'], `The schema holds a path; read so, ${carts}: ${APART}.`],
    [
      [`"${PROJECT}"`, 'web', 'carts'],
      `Without the quotes in its names ${carts}: give database, schema and name as they are stored, without quotes.`,
    ],
    [
      [null, 'x', `\`${PROJECT}\`.web.carts`],
      `The name holds a whole path in quotes; read so, ${carts}: ${APART}, without quotes.`,
    ],
  ])('a project with dots and a colon stays whole: %j', (names, reason) => {
    expect(describeNearMiss(toRelation(names), [bigquery], [])).toBe(reason);
  });

  it.each<[Names, string]>([
    [
      ['shop-prod', 'web', 'visits$20240101'],
      `Without \`$20240101\`, which names a partition, ${visits}: name the whole table in the catalogue.`,
    ],
    [
      ['shop-prod', 'web', 'visits$__UNPARTITIONED__'],
      `Without \`$__UNPARTITIONED__\`, which names a partition, ${visits}: name the whole table in the catalogue.`,
    ],
    [
      [null, 'x', 'shop-prod:web.visits$2024010112'],
      `The name holds a whole path; read so and without \`$2024010112\`, which names a partition, ${visits}: ${APART}, and name the whole table in the catalogue.`,
    ],
    // A day of a sharded table, spelled like a partition.
    [
      ['shop-prod', 'ga', 'hits$20240101'],
      '`shop-prod.ga.hits_*` of source `hits` (source.shop.raw.hits) would cover it, but is spelled with other signs: if that is the table, correct its name in the catalogue.',
    ],
  ])('partitions: %j', (names, reason) => {
    expect(describeNearMiss(toRelation(names), [bigquery], [])).toBe(reason);
  });

  it('a day of a sharded source in quotes', () => {
    expect(describeNearMiss(toRelation(['shop-prod', 'ga', '`hits_20240101`']), [bigquery], [])).toBe(
      'Without the quotes in its names it is one of the tables that source `hits` (source.shop.raw.hits) covers with `shop-prod.ga.hits_*`: give database, schema and name as they are stored, without quotes.',
    );
  });
});

it('names too long for any warehouse are not read at all', () => {
  const long = `${'"a".'.repeat(200_000)}"orders"`;
  expect(describeNearMiss(toRelation([null, 'marts', long]), [postgres], [])).toMatch(/^Nothing in/);
});
