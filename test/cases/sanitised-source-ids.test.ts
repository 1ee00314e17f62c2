import { expect, test } from 'vitest';
import { run } from '../support/artifact-folder.ts';
import { columns, DAILY, genericTest, model, notNull, source } from '../support/artifact-nodes.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

// dbt Fusion writes an id with every sign but letters, digits and `_` replaced; the name keeps its own.

const AT = '2026-11-25T02:00:05Z';
const EXECUTED = '2026-11-25T02:00:05.000Z';

const stg = model('wh.marts.stg', { description: 'About stg.' });
const events = source('ga4', 'wh.raw.events_*', {
  unique_id: 'source.shop.ga4.events___',
  description: 'Events, a table a day.',
  columns: columns({ event_date: 'The day.' }),
  freshness: DAILY,
});
const lines = source('erp', 'wh.raw.order-lines', {
  unique_id: 'source.shop.erp.order__lines',
  description: 'Lines of orders.',
  columns: columns({ id: 'Key.' }),
  freshness: DAILY,
});
const eventsTest = notNull(events, 'event_date');
const linesTest = notNull(lines, 'id');

const TESTS = 'dbtTests { uniqueId columnName outcome failures executedAt }';

test.each([
  ['wh.raw.events_20261124', 'WILDCARD', events, eventsTest, 'event_date', 7],
  ['wh.raw.order-lines', 'EXACT', lines, linesTest, 'id', 3],
] as const)(
  '%s shows the failing test of its source',
  async (path, status, owner, failing, column, failures) => {
    const result = { status: 'fail', failures };
    await using stack = await serve({
      adapterType: 'bigquery',
      nodes: [stg, events, lines, eventsTest, linesTest],
      runs: [run('build', AT, { [stg.unique_id]: 'success', [failing.unique_id]: result })],
    });
    const shown = [
      { uniqueId: failing.unique_id, columnName: column, outcome: 'FAIL', failures, executedAt: EXECUTED },
    ];
    expect(
      await tableFacts(stack, path, `${TESTS} dbt { match { status } node { uniqueId } health }`),
    ).toEqual({
      dbtTests: shown,
      dbt: { match: { status }, node: { uniqueId: owner.unique_id }, health: 'DEGRADED' },
    });
    expect(await columnFacts(stack, path, column, TESTS)).toEqual({ dbtTests: shown });
    const { dbt } = await tableFacts(stack, path, 'dbt { healthReasons }');
    // The failing test, and criteria of freshness that no check has looked at.
    expect(dbt.healthReasons).toEqual([expect.stringMatching(/test/i), expect.stringMatching(/fresh/i)]);
  },
);

const products = model('wh.marts.products');
const orders = model('wh.marts.orders');
const toProducts = { column_name: 'product_id', to: "ref('products')", field: 'id' };
const toLines = { column_name: 'line_id', to: "source('erp', 'order-lines')", field: 'id' };

test('a relationships test of such a source belongs to the source, not to the table it refers to', async () => {
  const related = genericTest('relationships', lines, toProducts, {
    depends_on: { nodes: [products.unique_id, lines.unique_id] },
  });
  const runs = [run('build', AT, { [products.unique_id]: 'success', [related.unique_id]: 'pass' })];
  await using stack = await serve({ adapterType: 'bigquery', nodes: [products, lines, related], runs });
  const shown = { uniqueId: related.unique_id, columnName: 'product_id' };
  const fields = 'dbtTests { uniqueId columnName }';
  expect(await tableFacts(stack, 'wh.raw.order-lines', fields)).toEqual({ dbtTests: [shown] });
  expect(await tableFacts(stack, 'wh.marts.products', fields)).toEqual({ dbtTests: [] });
});

test.each([true, false])(
  'a relationships test that refers to such a source belongs to the model that declares it (attached: %s)',
  async (isAttached) => {
    const related = genericTest('relationships', orders, toLines, {
      depends_on: { nodes: [lines.unique_id, orders.unique_id] },
      ...(isAttached ? {} : { attached_node: null }),
    });
    const runs = [run('build', AT, { [orders.unique_id]: 'success', [related.unique_id]: 'pass' })];
    await using stack = await serve({ adapterType: 'bigquery', nodes: [orders, lines, related], runs });
    const shown = { uniqueId: related.unique_id, columnName: 'line_id' };
    const fields = 'dbtTests { uniqueId columnName }';
    expect(await tableFacts(stack, 'wh.marts.orders', fields)).toEqual({ dbtTests: [shown] });
    expect(await tableFacts(stack, 'wh.raw.order-lines', fields)).toEqual({ dbtTests: [] });
  },
);

test('two sources whose ids come close keep their own tests', async () => {
  const dashed = source('erp', 'wh.raw.order-items', { unique_id: 'source.shop.erp.order__items' });
  const scored = source('erp', 'wh.raw.order_items');
  const tests = [notNull(dashed, 'dashed_id'), notNull(scored, 'scored_id')];
  const runs = [run('build', AT, { [stg.unique_id]: 'success' })];
  await using stack = await serve({ adapterType: 'bigquery', nodes: [stg, dashed, scored, ...tests], runs });
  const columnsOf = async (path: string) => {
    const { dbtTests } = await tableFacts(stack, path, 'dbtTests { columnName }');
    return dbtTests.map(({ columnName }: { columnName: string }) => columnName);
  };
  expect(await columnsOf('wh.raw.order-items')).toEqual(['dashed_id']);
  expect(await columnsOf('wh.raw.order_items')).toEqual(['scored_id']);
});
