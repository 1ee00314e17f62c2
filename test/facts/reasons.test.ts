import { expect, it } from 'vitest';
import { explainUnmatched, matchTable } from '../../src/facts/match-table.ts';
import type { IndexedNode } from '../../src/facts/node.ts';
import type { RelationIndex } from '../../src/facts/relation-index.ts';
import { environment, model, relation, source } from './builders.ts';

interface Mistake {
  readonly title: string;
  readonly asked: string;
  readonly applied: readonly RelationIndex[];
  readonly definition?: readonly IndexedNode[];
  readonly status: string;
  readonly reason: string;
}

const orders = model('orders', 'analytics.marts.orders');
const production = [
  environment('postgres', [orders, model('customers', 'analytics.marts.customers')], '834'),
];

const MISTAKES: readonly Mistake[] = [
  {
    title: 'another schema',
    asked: 'analytics.marts.orders',
    applied: [environment('postgres', [model('orders', 'analytics.marts_dev.orders')], '834')],
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `analytics.marts.orders`. `orders` exists in schema `marts_dev`, not `marts` (model.shop.orders). Check which schema the environment's jobs write to, and which one the catalogue reads.",
  },
  {
    title: 'several other schemas',
    asked: 'analytics.marts.orders',
    applied: [
      environment(
        'postgres',
        ['d', 'c', 'b', 'a'].map((at) => model(`orders_${at}`, `analytics.${at}.orders`)),
        '834',
      ),
    ],
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `analytics.marts.orders`. `orders` exists in schema `a`, `b`, `c` and 1 more, not `marts` (model.shop.orders_a, model.shop.orders_b, model.shop.orders_c and 1 more). Check which schema the environment's jobs write to, and which one the catalogue reads.",
  },
  {
    title: 'another database',
    asked: 'analytics_dev.marts.orders',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `analytics_dev.marts.orders`. `marts.orders` exists in database `analytics`, not `analytics_dev` (model.shop.orders). Check which database the environment's jobs write to, and which one the catalogue reads.",
  },
  {
    title: 'another database and another schema',
    asked: 'raw.shop.orders',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `raw.shop.orders`. `orders` exists only elsewhere: `analytics.marts.orders` (model.shop.orders). Check database and schema in the catalogue, and which environments the integration reads.',
  },
  {
    title: 'another case where case decides',
    asked: 'analytics.marts.ORDERS',
    applied: [environment('bigquery', [orders], '834')],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.ORDERS`. `analytics.marts.orders` of model `orders` (model.shop.orders) differs from it only by case, and bigquery tells names apart by case: spell it in the catalogue as the warehouse does.',
  },
  {
    title: 'a quoted name in another case',
    asked: 'ANALYTICS.MARTS.ORDERS',
    applied: [
      environment(
        'snowflake',
        [model('orders', 'ANALYTICS.MARTS.Orders', { relationName: 'ANALYTICS.MARTS."Orders"' })],
        '834',
      ),
    ],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `ANALYTICS.MARTS.ORDERS`. `ANALYTICS.MARTS.Orders` of model `orders` (model.shop.orders) differs from it only by case, but is quoted in dbt, and a quoted name matches letter for letter only: spell it in the catalogue as the warehouse does.',
  },
  {
    title: 'the name of a model that has an alias',
    asked: 'analytics.marts.fct_orders',
    applied: [environment('postgres', [model('fct_orders', 'analytics.marts.orders')], '834')],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.fct_orders`. `fct_orders` is the name of model `fct_orders` (model.shop.fct_orders) in the project; in the warehouse its alias makes it `analytics.marts.orders`. Use the alias in the catalogue.',
  },
  {
    title: 'the name of a source table that has an identifier',
    asked: 'raw.shopify.order',
    applied: [environment('postgres', [source('order', 'raw.shopify.shopify_order_data')], '834')],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `raw.shopify.order`. `order` is the name of source `order` (source.shop.raw.order) in the project; in the warehouse its identifier makes it `raw.shopify.shopify_order_data`. Use the identifier in the catalogue.',
  },
  {
    title: 'an ephemeral model',
    asked: 'analytics.marts.int_orders',
    applied: [
      environment(
        'postgres',
        [model('int_orders', 'analytics.marts.int_orders', { materializedType: 'ephemeral' })],
        '834',
      ),
    ],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.int_orders`. Model `int_orders` (model.shop.int_orders) is ephemeral: dbt inlines it into the models that read it and builds no table. Remove the table from the catalogue, or give the model another materialization.',
  },
  {
    title: 'blanks behind the name',
    asked: 'analytics.marts.orders ',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.orders `. Without the blanks around its names it is `analytics.marts.orders` of model `orders` (model.shop.orders): remove them in the catalogue.',
  },
  {
    title: 'quotes in the name',
    asked: 'analytics.marts."orders"',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts."orders"`. Without the quotes in its names it is `analytics.marts.orders` of model `orders` (model.shop.orders): give database, schema and name as they are stored, without quotes.',
  },
  {
    title: 'a singular name',
    asked: 'analytics.marts.order',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.order`. There is `orders` in that schema (model.shop.orders): if that is the table, correct its name in the catalogue.',
  },
  {
    title: 'a singular schema',
    asked: 'analytics.mart.orders',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `analytics.mart.orders`. `orders` exists in schema `marts`, not `mart` (model.shop.orders). Check which schema the environment's jobs write to, and which one the catalogue reads.",
  },
  {
    title: 'no schema',
    asked: 'analytics..orders',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `orders` in `analytics`. The catalogue gave no schema for the table; `orders` exists in schema `marts` (model.shop.orders). Give the table its schema in the catalogue.',
  },
  {
    title: 'a table that dbt has nothing to do with (or a disabled model)',
    asked: 'analytics.marts.payments',
    applied: production,
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `analytics.marts.payments`. Nothing in environment 834 comes near. If dbt builds this table, check that its project's environment belongs to the integration and that the node is enabled: dbt does not list disabled nodes.",
  },
  {
    title: 'an environment in which nothing has run',
    asked: 'analytics.marts.orders',
    applied: [environment('postgres', [], '834'), environment('postgres', [], '835')],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.orders`. dbt lists no node at all in environments 834 and 835: run a job there first.',
  },
  {
    title: 'no environment at all',
    asked: 'analytics.marts.orders',
    applied: [],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `analytics.marts.orders`. The integration reads no environment; add one to it.',
  },
  {
    title: 'a Unity catalog asked of a project that names none',
    asked: 'main.marts.orders',
    applied: [environment('databricks', [model('orders', 'marts.orders')], '834')],
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `main.marts.orders`. `marts.orders` exists in database `hive_metastore`, not `main` (model.shop.orders). The dbt project names no catalog, which means that one. Check which database the environment's jobs write to, and which one the catalogue reads.",
  },
  {
    title: 'a model that no run has built',
    asked: 'analytics.marts.payments',
    applied: production,
    definition: [model('payments', 'analytics.marts.payments')],
    status: 'NOT_BUILT',
    reason:
      'Model `payments` (model.shop.payments) is declared in environment 834 with the relation `analytics.marts.payments`, but no run has built it yet. Run a job that builds it.',
  },
  {
    title: 'a source declared since the last job',
    asked: 'raw.stripe.charges',
    applied: production,
    definition: [source('charges', 'raw.stripe.charges')],
    status: 'NOT_BUILT',
    reason:
      'Source `charges` (source.shop.raw.charges) is declared in environment 834 with the relation `raw.stripe.charges`, but no job has run since. Run a job of that environment.',
  },
  {
    title: 'a model moved since it was built',
    asked: 'analytics.core.orders',
    applied: production,
    definition: [model('orders', 'analytics.core.orders')],
    status: 'NOT_IN_DBT',
    reason:
      "No dbt node has the relation `analytics.core.orders`. The project's code now puts model `orders` (model.shop.orders) there, but the table that was built stands elsewhere. Run a job that builds it again.",
  },
  {
    title: 'two models of one relation',
    asked: 'analytics.marts.orders',
    applied: [environment('postgres', [orders, model('orders_v2', 'analytics.marts.orders')], '834')],
    status: 'AMBIGUOUS',
    reason:
      'Several dbt nodes build `analytics.marts.orders`: model `orders` (model.shop.orders) in environment 834 and model `orders_v2` (model.shop.orders_v2) in environment 834. Give all but one of them another alias or schema, so that one node answers for the table.',
  },
  {
    title: 'no database where dbt has several',
    asked: 'marts.orders',
    applied: [environment('postgres', [orders, model('orders_eu', 'analytics_eu.marts.orders')], '834')],
    status: 'AMBIGUOUS',
    reason:
      'The catalogue names no database for `marts.orders`, and dbt has it in several: `analytics.marts.orders` (model.shop.orders) and `analytics_eu.marts.orders` (model.shop.orders_eu). Give the table its database in the catalogue.',
  },
  {
    title: 'sources that differ by case only',
    asked: 'RAW.SHOP.ORDERS',
    applied: [
      environment('snowflake', [source('a', 'raw.shop.orders'), source('b', 'raw.shop.Orders')], '834'),
    ],
    status: 'AMBIGUOUS',
    reason:
      '`RAW.SHOP.ORDERS` fits several dbt nodes that differ only by case: `raw.shop.orders` (source.shop.raw.a) and `raw.shop.Orders` (source.shop.raw.b). Spell the table in the catalogue exactly as the warehouse stores it.',
  },
  {
    title: 'two environments that build one relation',
    asked: 'analytics.marts.orders',
    applied: [environment('postgres', [orders], '834'), environment('postgres', [orders], '835')],
    status: 'CONFLICT',
    reason:
      'Several environments build `analytics.marts.orders`: model `orders` (model.shop.orders) in environment 834 answers, because it has the highest priority; also claimed by model `orders` (model.shop.orders) in environment 835. Remove the environment that does not own the table, or change the order of environments in the integration.',
  },
  {
    title: 'a name in the case of the warehouse',
    asked: 'ANALYTICS.MARTS.ORDERS',
    applied: [environment('snowflake', [orders], '834')],
    status: 'FOLDED',
    reason:
      '`ANALYTICS.MARTS.ORDERS` was matched to `analytics.marts.orders` of model `orders` (model.shop.orders) without regard to case, as the warehouse does. Nothing needs to change.',
  },
  {
    title: 'one day of a sharded source',
    asked: 'raw.ga4.events_20240101',
    applied: [environment('bigquery', [source('events', 'raw.ga4.events_*')], '834')],
    status: 'WILDCARD',
    reason:
      '`raw.ga4.events_20240101` is one of the tables that source `events` (source.shop.raw.events) covers with `events_*`; its facts are those of all of them together.',
  },
  {
    title: 'one day of a sharded source, in another project',
    asked: 'staging.ga4.events_20240101',
    applied: [environment('bigquery', [source('events', 'raw.ga4.events_*')], '834')],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `staging.ga4.events_20240101`. `raw.ga4.events_*` of source `events` (source.shop.raw.events) would cover it, but stands in database `raw`, not `staging`. Check which database the source names, and which one the catalogue reads.',
  },
  {
    title: 'one day of a sharded source, in another case',
    asked: 'raw.ga4.Events_20240101',
    applied: [environment('bigquery', [source('events', 'raw.ga4.events_*')], '834')],
    status: 'NOT_IN_DBT',
    reason:
      'No dbt node has the relation `raw.ga4.Events_20240101`. `raw.ga4.events_*` of source `events` (source.shop.raw.events) would cover it, but differs from it by case, and the warehouse tells names apart by case: spell it in the catalogue as the warehouse does.',
  },
  {
    title: 'no mistake',
    asked: 'analytics.marts.orders',
    applied: production,
    status: 'EXACT',
    reason: 'A dbt node has exactly this relation.',
  },
];

it.each(MISTAKES)('$title: $status says why', ({ asked, applied, definition, status, reason }) => {
  const match =
    definition === undefined
      ? matchTable(relation(asked), applied)
      : explainUnmatched(relation(asked), applied, [environment('postgres', definition, '834')]);
  expect(match.status).toBe(status);
  expect(match.reason).toBe(reason);
});

it('a whole path in the name: NOT_IN_DBT says why', () => {
  const asked = { database: 'analytics', schema: 'marts', name: 'marts.orders' };
  expect(matchTable(asked, production).reason).toBe(
    'No dbt node has the relation `analytics.marts.marts.orders`. The name holds a whole path; with `orders` alone it is `analytics.marts.orders` of model `orders` (model.shop.orders): give database, schema and name apart.',
  );
});
