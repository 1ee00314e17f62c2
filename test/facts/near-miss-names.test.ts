import { describe, expect, it } from 'vitest';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import { environment, model, relation, source } from './builders.ts';

const NOTHING =
  "Nothing in environment 1 comes near. If dbt builds this table, check that its project's environment belongs to the integration and that the node is enabled: dbt does not list disabled nodes.";

/** The explanation for a path, in one environment of the warehouse with the models given by path; each is named like its table. */
function explain(asked: string, adapter: string, ...paths: readonly string[]): string {
  const models = paths.map((path) => model(relation(path).name, path));
  return describeNearMiss(relation(asked), [environment(adapter, models)], []);
}

describe('letters and digits alone', () => {
  it.each([
    ['db.s.stg-products', 'stg_products'],
    ['db.s.STG PRODUCTS', 'stg_products'],
    ['db.s.stgproducts', 'stg_products'],
    ['db.s.orders$20240101', 'orders_20240101'],
    ['db.s.größe-tabelle', 'Größe_Tabelle'],
  ])('%s is %s', (asked, name) => {
    expect(explain(asked, 'postgres', `db.s.${name}`)).toBe(
      `There is \`${name}\` in that schema (model.shop.${name}), with the same letters and digits: if that is the table, correct its name in the catalogue.`,
    );
  });

  it('names all that are alike', () => {
    expect(explain('db.s.stg products', 'postgres', 'db.s.stg_products', 'db.s.stg-products')).toBe(
      'There are `stg-products` and `stg_products` in that schema (model.shop.stg-products and model.shop.stg_products), with the same letters and digits: if that is the table, correct its name in the catalogue.',
    );
  });

  it('in another schema', () => {
    expect(explain('db.marts.stg-products', 'postgres', 'db.staging.stg_products')).toBe(
      '`db.staging.stg_products` of model `stg_products` (model.shop.stg_products) comes near, but is spelled with other signs, and stands in schema `staging`, not `marts`: if that is the table, correct its names in the catalogue.',
    );
  });
});

describe('slips of the hand', () => {
  it.each([
    ['db.s.FCT_ORDRES', 'fct_orders'],
    ['db.s.custmers', 'customers'],
    ['db.s.customres', 'customers'],
    ['db.s.shipmments', 'shipments'],
    ['db.s.ordes', 'orders'],
    ['db.s.dim_prodcts_hstory', 'dim_products_history'],
    ['db.s.order', 'orders'],
    ['db.s.categories', 'category'],
  ])('%s may be %s', (asked, name) => {
    for (const adapter of ['snowflake', 'bigquery']) {
      expect(explain(asked, adapter, `db.s.${name}`)).toBe(
        `There is \`${name}\` in that schema (model.shop.${name}): if that is the table, correct its name in the catalogue.`,
      );
    }
  });

  it('prefers the schema that was asked, and fewer slips', () => {
    expect(explain('db.s.customrs', 'postgres', 'db.s.customers', 'db.t.customs')).toContain('`customers`');
    expect(explain('db.s.shipmentz', 'postgres', 'db.s.shipments', 'db.s.shipmetz')).toContain(
      '`shipments` and `shipmetz`',
    );
    expect(explain('db.s.fct_shipmentz', 'postgres', 'db.s.fct_shipments', 'db.s.fct_shimentx')).toBe(
      'There is `fct_shipments` in that schema (model.shop.fct_shipments): if that is the table, correct its name in the catalogue.',
    );
  });

  it('in another schema counts for long names alone', () => {
    expect(explain('db.raw.shipment_evnets', 'postgres', 'db.s.shipment_events')).toBe(
      '`db.s.shipment_events` of model `shipment_events` (model.shop.shipment_events) comes near, but is spelled a little otherwise, and stands in schema `s`, not `raw`: if that is the table, correct its names in the catalogue.',
    );
    expect(explain('db.raw.ordes', 'postgres', 'db.s.orders')).toBe(NOTHING);
    expect(explain('db.raw.order', 'postgres', 'db.s.orders')).toBe(NOTHING);
  });

  it.each([
    ['another word of four letters', 'db.s.cart', 'db.s.card'],
    ['another first letter', 'db.s.borders', 'db.s.orders'],
    ['two slips in eight letters', 'db.s.paymnets', 'db.s.payemnt'],
    ['three slips in a long name', 'db.s.fct_shpmnt_evnts', 'db.s.fct_shipment_events'],
    ['another year', 'db.s.sales_2023', 'db.s.sales_2024'],
    ['another digit', 'db.s.q1_revenue', 'db.s.q2_revenue'],
    ['another short word in a long name', 'db.s.stg_us_orders', 'db.s.stg_uk_orders'],
    ['a prefix', 'db.s.stg_orders', 'db.s.orders'],
    ['signs alone', 'db.s.___', 'db.s.---'],
  ])('%s is no slip: %s for %s', (_, asked, other) => {
    expect(explain(asked, 'postgres', other)).toBe(NOTHING);
  });
});

describe("the project's name", () => {
  it.each([
    ['db.s.dim_products', 'db.s.bike_catalog', ''],
    ['db.s.DIM_PRODUCTS', 'db.s.bike_catalog', ''],
    ['db.t.dim_products', 'db.s.bike_catalog', ', in schema `s`, not `t`'],
    ['other.s.dim_products', 'db.s.bike_catalog', ', in database `db`, not `other`'],
    ['other.t.dim_products', 'db.s.bike_catalog', ', in schema `s` of database `db`'],
  ])('%s for the alias %s', (asked, path, place) => {
    const reason = describeNearMiss(
      relation(asked),
      [environment('postgres', [model('dim_products', path)])],
      [],
    );
    const { name } = relation(asked);
    expect(reason).toContain(
      `\`${name}\` is the name of model \`dim_products\` (model.shop.dim_products) in the project; in the warehouse its alias makes it \`db.s.bike_catalog\`${place}. Use the alias in the catalogue`,
    );
  });

  it('by letters, of a source with an identifier', () => {
    const index = environment('postgres', [source('web_hits', 'raw.web.tbl_0815')]);
    expect(describeNearMiss(relation('raw.web.web-hits'), [index], [])).toBe(
      '`web-hits` is nearly the name of source `web_hits` (source.shop.raw.web_hits) in the project; in the warehouse its identifier makes it `raw.web.tbl_0815`. Use the identifier in the catalogue.',
    );
  });

  it('in the schema goes before the same table name elsewhere', () => {
    const nodes = [model('orders', 'db.s.fct_orders'), source('raw_orders', 'db.raw.orders')];
    expect(describeNearMiss(relation('db.s.orders'), [environment('postgres', nodes)], [])).toMatch(
      /its alias makes it `db\.s\.fct_orders`/,
    );
  });

  it('of an ephemeral model, nearly', () => {
    const node = model('int_orders', 'db.s.int_orders', { materializedType: 'ephemeral' });
    expect(describeNearMiss(relation('db.s.int-orders'), [environment('postgres', [node])], [])).toBe(
      'Model `int_orders` (model.shop.int_orders) comes near, but is ephemeral: dbt inlines it into the models that read it and builds no table. Remove the table from the catalogue, or give the model another materialization.',
    );
  });

  it('of a node that has no schema', () => {
    const node = model('orders', 'db.s.orders', { schema: null });
    expect(describeNearMiss(relation('db.s.orders'), [environment('postgres', [node])], [])).toBe(
      'Model `orders` (model.shop.orders) has that name, but dbt gives it no schema. Give it a schema in the dbt project.',
    );
  });
});
