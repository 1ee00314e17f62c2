import { afterAll, beforeAll, expect, test } from 'vitest';
import { manifestNode } from '../support/demo-artifacts.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test.each([
  ['marts.orders', '834', 'model.shop.orders'],
  ['reporting.sales_dashboard', '834', 'model.shop.sales_dashboard'],
  ['reference.products', '834', 'seed.shop.products'],
  ['raw.customers', '834', 'source.shop.shop_app.customers'],
  ['finance.reconciled_payments', '912', 'model.finance.reconciled_payments'],
] as const)('%s has the Markdown of the project, byte for byte', async (path, environment, uniqueId) => {
  const { dbtDescription } = await tableFacts(stack, path, 'dbtDescription');
  expect(dbtDescription).toBe(manifestNode(environment, uniqueId).description);
  expect(dbtDescription.length).toBeGreaterThan(10);
});

test('a source without a text of its own shows the text of its group', async () => {
  expect(manifestNode('834', 'source.shop.shop_app.orders').description).toBe('');
  const { dbtDescription } = await tableFacts(stack, 'raw.orders', 'dbtDescription');
  expect(dbtDescription).toBe("The web shop's own database, copied by a loader.");
});

test('a model without a text shows that of a source over it, also of another environment', async () => {
  expect(manifestNode('834', 'model.shop.payments').description).toBe('');
  const { dbtDescription } = await tableFacts(stack, 'marts.payments', 'dbtDescription');
  expect(dbtDescription).toBe('Payments, as the shop project builds them.');
});

test.each(['staging.stg_deliveries', 'reference.delivery_zones', 'scratch.tmp_import'])(
  '%s has no description',
  async (path) => {
    expect(await tableFacts(stack, path, 'dbtDescription')).toEqual({ dbtDescription: null });
  },
);

test("a column has the project's text, byte for byte", async () => {
  const { columns } = manifestNode('834', 'model.shop.orders');
  expect(await columnFacts(stack, 'marts.orders', 'status', 'dbtDescription')).toEqual({
    dbtDescription: columns.status?.description,
  });
  expect(columns.status?.description).toContain('\n\n> ');
});

test('a column that is listed without a text, or known to the warehouse alone, has none', async () => {
  for (const name of ['total_amount', 'line_count']) {
    expect(await columnFacts(stack, 'marts.orders', name, 'dbtDescription dbt { match { status } }')).toEqual(
      {
        dbtDescription: null,
        dbt: { match: { status: 'EXACT' } },
      },
    );
  }
});

test('a comment of the warehouse is no description', async () => {
  expect(await columnFacts(stack, 'raw.customers', 'full_name', 'dbtDescription')).toEqual({
    dbtDescription: null,
  });
});
