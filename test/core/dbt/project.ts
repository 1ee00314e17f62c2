/** A small dbt project by path, as its authors first wrote it. Later steps of the story change single files. */
export const PROJECT: Readonly<Record<string, string>> = {
  'dbt_project.yml': `name: shop
version: "1.0.0"
profile: shop
model-paths: [models]
seed-paths: [seeds]
models:
  shop:
    +materialized: table
`,
  'profiles.yml': `shop:
  target: production
  outputs:
    production: { type: duckdb, path: warehouse.duckdb, schema: marts, threads: 1 }
    dev: { type: duckdb, path: warehouse.duckdb, schema: dev_ann, threads: 1 }
`,
  'seeds/customers.csv': `customer_id,name
1,Ann
2,Bo
`,
  'seeds/_seeds.yml': `version: 2
seeds:
  - name: customers
    description: Everybody who ever bought something.
`,
  'models/stg_orders.sql': `select order_id, customer_id, amount from {{ source('shop_app', 'orders') }}
`,
  'models/orders.sql': `select order_id, customer_id, amount from {{ ref('stg_orders') }}
`,
  'models/customer_totals.sql': `select customer_id, sum(amount) as total
from {{ ref('orders') }} join {{ ref('customers') }} using (customer_id) group by 1
`,
  'models/_models.yml': modelsYaml('customer_totals'),
  'models/_sources.yml': `version: 2
sources:
  - name: shop_app
    schema: raw
    config: { loaded_at_field: loaded_at }
    tables:
      - name: orders
        description: Orders as the web shop writes them.
        config:
          freshness: { warn_after: { count: 1, period: day }, error_after: { count: 30, period: day } }
`,
};

/** Descriptions and tests, with a name for the model that is renamed; without that model for null. */
export function modelsYaml(totals: string | null): string {
  const last =
    totals === null
      ? ''
      : `  - name: ${totals}
    description: What each customer has spent.
    columns:
      - { name: total, description: Euros. }
`;
  return `version: 2
models:
  - name: stg_orders
    config: { materialized: view }
  - name: orders
    description: One row per order.
    columns:
      - name: order_id
        description: Key of the order.
        data_tests: [unique, not_null]
      - { name: amount, description: Euros without tax. }
${last}`;
}

/** What happens in the warehouse outside dbt. */
export const SQL = {
  load: `create schema raw; create table raw.orders as
    select * from (values (1, 1, 10.0), (2, 1, 5.5), (3, 2, 7.0)) as t(order_id, customer_id, amount),
      (select (now() at time zone 'UTC') - interval 2 hours as loaded_at)`,
  repeatOrder: 'insert into raw.orders select * from raw.orders where order_id = 3',
  removeRepeated:
    'create or replace table raw.orders as select distinct order_id, customer_id, amount, loaded_at from raw.orders',
} as const;
