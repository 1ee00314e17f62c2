import { afterAll, beforeAll, expect, test } from 'vitest';
import { executedAt } from '../support/demo-artifacts.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

interface TestRow {
  readonly outcome: string;
  readonly columnName: string | null;
  readonly name: string;
}

async function testsOf(path: string, filter = ''): Promise<readonly (readonly (string | null)[])[]> {
  const { dbtTests } = await tableFacts(stack, path, `dbtTests${filter} { outcome columnName name }`);
  return dbtTests.map(({ outcome, columnName, name }: TestRow) => [outcome, columnName, name]);
}

test('tests of the table and of its columns, worst outcome first, then by column, then by name', async () => {
  expect(await testsOf('marts.orders')).toEqual([
    ['WARN', null, 'orders_match_payments'],
    ['PASS', 'customer_id', 'relationships_orders_customer_id__customer_id__ref_customers_'],
    ['PASS', 'order_id', 'not_null_orders_order_id'],
    ['PASS', 'order_id', 'unique_orders_order_id'],
    ['PASS', 'status', 'accepted_values_orders_status__placed__shipped__delivered__returned'],
    ['PASS', 'total_amount', 'is_positive_orders_total_amount'],
  ]);
});

test('a relationships test stays with the table that declares it', async () => {
  const names = (await testsOf('marts.customers')).map(([, , name]) => name);
  expect(names).toEqual([
    'not_null_customers_email',
    'not_null_customers_customer_id',
    'unique_customers_customer_id',
  ]);
});

const TEST_FIELDS =
  'dbtTests { name kind testName columnName outcome severity failures message executedAt outdated runId }';
const RELATIONSHIP = 'relationships_orders_customer_id__customer_id__ref_customers_';

test('a test has the facts of its latest execution', async () => {
  const { dbtTests } = await tableFacts(stack, 'marts.orders', TEST_FIELDS);
  expect(dbtTests[1]).toEqual({
    name: RELATIONSHIP,
    kind: 'GENERIC',
    testName: 'relationships',
    columnName: 'customer_id',
    outcome: 'PASS',
    severity: 'ERROR',
    failures: 0,
    message: null,
    executedAt: expect.stringMatching(/Z$/),
    outdated: false,
    runId: expect.any(String),
  });
  expect(dbtTests[0]).toMatchObject({
    kind: 'SINGULAR',
    testName: null,
    columnName: null,
    severity: 'WARN',
    failures: 1,
    message: expect.stringContaining('1 result'),
  });
});

test('a compilation after the execution changes no verdict and no time; it hides the count of failures', async () => {
  await using compiled = await startStack({ discovery: { compiledTestsReadSuccess: true } });
  const { dbtTests } = await tableFacts(compiled, 'marts.orders', TEST_FIELDS);
  const { dbtTests: executed } = await tableFacts(stack, 'marts.orders', TEST_FIELDS);
  expect(dbtTests).toHaveLength(executed.length);
  for (const [position, found] of dbtTests.entries()) {
    const { name, outcome, executedAt: instant, outdated } = executed[position];
    expect(found).toMatchObject({
      name,
      outcome,
      executedAt: instant,
      outdated,
      failures: null,
      message: null,
    });
  }
});

test('every outcome is told apart', async () => {
  expect((await testsOf('marts.RevenueByStore'))[0]).toEqual([
    'ERROR',
    'StoreCode',
    'is_positive_revenue_by_store__StoreCode_',
  ]);
  const outcomesOf = async (path: string) => (await testsOf(path)).map(([outcome]) => outcome);
  expect(await outcomesOf('reporting.sales_dashboard')).toContain('FAIL');
  expect(await outcomesOf('staging.stg_customers')).toEqual(['WARN', 'PASS', 'PASS']);
  // Skipped of late, passed before.
  expect(await outcomesOf('marts.deliveries')).toEqual(['PASS', 'PASS']);
  expect(await outcomesOf('reporting.late_deliveries')).toEqual(['SKIPPED', 'PASS']);
  expect(await outcomesOf('marts.bike_catalog')).toEqual(['NOT_RUN', 'PASS']);
});

test('tests that ran before the data was refreshed are outdated', async () => {
  const { dbtTests, dbt } = await tableFacts(
    stack,
    'marts.order_items',
    'dbtTests { outdated executedAt } dbt { testSummary { outdated total } }',
  );
  expect(dbtTests.map((found: { outdated: boolean }) => found.outdated)).toEqual([true, true]);
  expect(dbt.testSummary).toEqual({ outdated: 2, total: 2 });
  const refreshed = executedAt('834', 'refresh', 'model.shop.order_items');
  expect(Date.parse(dbtTests[0].executedAt)).toBeLessThan(Date.parse(refreshed));
});

test('a filter by outcome, and unit tests only where they are asked for', async () => {
  expect(await testsOf('marts.orders', '(filter: { outcomes: [WARN, FAIL] })')).toEqual([
    ['WARN', null, 'orders_match_payments'],
  ]);
  expect(await testsOf('reporting.top_customers')).toHaveLength(2);
  const [unit, ...others] = await testsOf('reporting.top_customers', '(filter: { kinds: [UNIT] })');
  expect(unit?.[0]).toBe('FAIL');
  expect(others).toEqual([]);
  expect(
    await testsOf('reporting.top_customers', '(filter: { kinds: [GENERIC, SINGULAR, UNIT] })'),
  ).toHaveLength(3);
  expect(await testsOf('marts.orders', '(filter: { kinds: [] })')).toEqual([]);
});

test('tests of all nodes that claim a table are united', async () => {
  const names = (await testsOf('marts.payments')).map(([, , name]) => name);
  expect(names).toContain('not_null_payments_payment_id');
  expect(names).toContain('source_not_null_shop_payments_payment_id');
});

test('the roll-up is the worst of the data tests, with all counts', async () => {
  const summaryOf = async (path: string) =>
    (
      await tableFacts(
        stack,
        path,
        'dbt { testSummary { outcome total passed warned failed errored skipped notRun } }',
      )
    ).dbt.testSummary;
  const none = { passed: 0, warned: 0, failed: 0, errored: 0, skipped: 0, notRun: 0 };
  expect(await summaryOf('marts.orders')).toEqual({
    ...none,
    outcome: 'WARN',
    total: 6,
    passed: 5,
    warned: 1,
  });
  expect(await summaryOf('marts.RevenueByStore')).toEqual({
    ...none,
    outcome: 'ERROR',
    total: 3,
    passed: 2,
    errored: 1,
  });
  expect(await summaryOf('marts.deliveries')).toEqual({ ...none, outcome: 'PASS', total: 2, passed: 2 });
  expect(await summaryOf('reporting.late_deliveries')).toEqual({
    ...none,
    outcome: 'PASS',
    total: 2,
    passed: 1,
    skipped: 1,
  });
  expect(await summaryOf('staging.stg_deliveries')).toEqual({ ...none, outcome: 'NO_TESTS', total: 0 });
});

test('matched without tests is an empty list, unmatched is null', async () => {
  expect(await tableFacts(stack, 'staging.stg_deliveries', 'dbtTests { name }')).toEqual({ dbtTests: [] });
  expect(await tableFacts(stack, 'scratch.tmp_import', 'dbtTests { name }')).toEqual({ dbtTests: null });
});

test('a column has its own tests; one over several columns belongs to each of them', async () => {
  const namesOf = async (path: string, name: string) =>
    (await columnFacts(stack, path, name, 'dbtTests { name }')).dbtTests.map(
      (found: { name: string }) => found.name,
    );
  expect(await namesOf('marts.orders', 'order_id')).toEqual([
    'not_null_orders_order_id',
    'unique_orders_order_id',
  ]);
  const combined = 'unique_combination_of_columns_order_items_order_id__line_number';
  expect(await namesOf('marts.order_items', 'order_id')).toEqual([combined]);
  expect(await namesOf('marts.order_items', 'line_number')).toEqual([combined]);
  expect(await namesOf('marts.RevenueByStore', 'Revenue')).toEqual([
    'is_positive_revenue_by_store__Revenue_',
  ]);
});
