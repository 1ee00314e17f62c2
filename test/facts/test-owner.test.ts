import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexedNode, NodeTest } from '../../src/facts/node.ts';
import { toTestFacts } from '../../src/facts/test-facts.ts';
import { isOwnedBy } from '../../src/facts/test-owner.ts';
import { environment, model, modelArgument, source, test, tested } from './builders.ts';

const orders = model('orders', 'db.s.orders');
const ordersItems = model('orders_items', 'db.s.orders_items');
const customers = model('customers', 'db.s.customers');
const versions = [1, 2].map((version) =>
  model('customers', `db.s.customers_v${version}`, { uniqueId: `model.shop.customers.v${version}` }),
);
const [first = orders, second = orders] = versions;
const rawOrders = source('orders', 'raw.shop.orders_data');
const others = [
  model('orders', 'db.other.orders', { uniqueId: 'model.other.orders', packageName: 'other' }),
  source('orders', 'db.old.orders', { uniqueId: 'source.shop.old.orders' }),
];
/** dbt Fusion writes the signs of a source's name as `_` in its id. */
const lines = source('order-lines', 'db.raw.order-lines', { uniqueId: 'source.shop.erp.order__lines' });
const events = source('events_*', 'db.raw.events_*', { uniqueId: 'source.shop.ga_4.events___' });
const everything = [orders, ordersItems, customers, rawOrders, ...versions, ...others, lines, events];

function generic(
  name: string,
  kwargs: Readonly<Record<string, unknown>> | null,
  over: Partial<NodeTest> = {},
): NodeTest {
  return test({ name, metadata: { name: name.split('_')[0] ?? null, namespace: null, kwargs }, ...over });
}

const owns = (node: IndexedNode, listed: NodeTest, nodes: readonly IndexedNode[] = everything) =>
  isOwnedBy(listed, node, environment('duckdb', nodes).names);

describe('the model argument decides', () => {
  it.each<[string, string, IndexedNode, boolean]>([
    ['the node it names', "ref('orders')", orders, true],
    ['not another one', "ref('orders')", customers, false],
    ['with double quotes', 'ref("orders")', orders, true],
    ['with a package', "ref('shop', 'orders')", orders, true],
    ['of another package', "ref('other', 'orders')", orders, false],
    ['a version', "ref('customers', v=2)", second, true],
    ['a version as text', "ref('customers', version='2')", second, true],
    ['another version', "ref('customers', version='1')", second, false],
    ['any version where none is named', "ref('customers')", first, true],
    ['a source', "source('raw', 'orders')", rawOrders, true],
    ['a table of another source', "source('old', 'orders')", rawOrders, false],
    ['a source is no ref', "ref('orders')", rawOrders, false],
    ['a model is no source', "source('raw', 'orders')", orders, false],
    ['a source whose id lost its dash', "source('erp', 'order-lines')", lines, true],
    ['a shard pattern whose id lost its star', "source('ga-4', 'events_*')", events, true],
    ['not the source beside it', "source('erp', 'order-lines')", rawOrders, false],
  ])('%s: %s', (_title, reference, node, owned) => {
    expect(owns(node, generic('relationships_x', { model: modelArgument(reference) }))).toBe(owned);
  });

  it('the very name goes before one that differs by signs', () => {
    const dashed = source('order-lines', 'db.raw.a', { uniqueId: 'source.shop.erp.order__lines' });
    const plain = source('order_lines', 'db.raw.b', { uniqueId: 'source.shop.erp.order_lines' });
    const listed = generic('x', { model: modelArgument("source('erp', 'order_lines')") });
    expect([dashed, plain].map((node) => owns(node, listed, [dashed, plain]))).toEqual([false, true]);
  });
});

describe('the name that dbt gives to tests', () => {
  it.each<[string, Readonly<Record<string, unknown>> | null, IndexedNode, boolean]>([
    ['relationships_orders_customer_id__id__ref_customers_', { to: "ref('customers')" }, orders, true],
    ['relationships_orders_customer_id__id__ref_customers_', { to: "ref('customers')" }, customers, false],
    ['relationships_orders_customer_id__id__ref_customers_', null, orders, true],
    ['relationships_orders_customer_id__id__ref_customers_', null, customers, false],
    ['source_relationships_raw_orders_customer_id__id__ref_customers_', null, rawOrders, true],
    ['relationships_customers_customer_id__id__source_raw_orders_', null, rawOrders, false],
    ['source_relationships_erp_order_lines_customer_id__id__ref_customers_', null, lines, true],
    // A table that refers to itself is named by `to` as well.
    ['relationships_orders_customer_id__id__ref_orders_', { to: "ref('orders')" }, orders, true],
    // `orders_items` begins like `orders`, but the column is not where it would be.
    ['relationships_orders_items_customer_id__id__ref_orders_', { to: "ref('orders')" }, orders, false],
    ['every_order_has_a_customer', { to: "ref('customers')" }, customers, false],
    ['a_name_that_tells_nothing', {}, orders, true],
    ['a_name_that_tells_nothing', { model: '{{ this }}' }, orders, true],
  ])('%s with %j', (name, kwargs, node, owned) => {
    expect(owns(node, generic(name, kwargs, { columnName: 'customer_id' }))).toBe(owned);
  });

  it('decides where the model argument names no node of the environment', () => {
    const model = modelArgument("ref('renamed_since')");
    const listed = generic(
      'relationships_orders_customer_id__id__ref_customers_',
      { model },
      { columnName: 'customer_id' },
    );
    expect([owns(orders, listed), owns(customers, listed)]).toEqual([true, false]);
  });
});

describe('a test that no rule gives to a node stays where it is listed', () => {
  it.each<[string, unknown]>([
    ['a model that the environment does not have', modelArgument("ref('gone')")],
    ['a package that it does not have', modelArgument("ref('gone', 'orders')")],
    ['a version that it does not have', modelArgument("ref('customers', v=9)")],
    ['a source that it does not have', modelArgument("source('gone', 'orders')")],
    ['a variable', '{{ var("model") }}'],
    ['a list', ["ref('orders')"]],
    ['a number', 7],
    ['nothing', null],
  ])('its model argument is %s', (_title, model) => {
    const listed = generic('a_name_that_tells_nothing', { model });
    expect(everything.filter((node) => !owns(node, listed))).toEqual([]);
  });

  it('whatever its arguments and its name say, one of all the nodes owns it', () => {
    const reference = fc.oneof(
      fc.constantFrom("ref('orders')", "ref('gone')", "ref('other', 'orders')", "ref('customers', v=3)"),
      fc.constantFrom(
        "source('erp', 'order-lines')",
        "source('raw', 'orders')",
        "source('x', 'y')",
        '{{ this }}',
      ),
      fc.string(),
      fc.jsonValue(),
    );
    const name = fc.oneof(
      fc.constantFrom('not_null_orders_id', 'source_not_null_erp_order_lines_id', 'not_null_gone_id'),
      fc.string(),
    );
    fc.assert(
      fc.property(name, reference, fc.option(fc.string()), (testName, model, columnName) => {
        const listed = generic(testName, { model }, { columnName });
        const facts = toTestFacts(
          everything.map((node) => tested(node, [listed], everything)),
          { refreshedAt: null },
        );
        expect(facts).toHaveLength(1);
      }),
    );
  });

  it('a named node owns it alone, whatever signs stand in its name and its group', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9 .*$-]{0,12}$/);
    fc.assert(
      fc.property(name, name, (group, table) => {
        const id = `${group}.${table}`.replace(/[^a-z0-9.]/g, '_');
        const one = source(table, 'db.raw.one', { uniqueId: `source.shop.${id}` });
        const listed = generic('x', { model: modelArgument(`source('${group}', '${table}')`) });
        const nodes = [one, orders, customers, rawOrders];
        const owners = nodes.filter((node) => owns(node, listed, nodes));
        expect(owners).toEqual(group === 'raw' && table === 'orders' ? [one, rawOrders] : [one]);
      }),
    );
  });
});
