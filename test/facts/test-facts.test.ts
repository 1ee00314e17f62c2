import { describe, expect, it } from 'vitest';
import type { IndexedNode, NodeTest } from '../../src/facts/node.ts';
import { toTestColumns } from '../../src/facts/test-columns.ts';
import { filterTests, toTestFacts } from '../../src/facts/test-facts.ts';
import { execution, model, source, test, tested, testFact } from './builders.ts';

const orders = model('orders', 'db.s.orders');
const rawOrders = source('orders', 'raw.shop.orders_data');

function generic(
  name: string,
  kwargs: Readonly<Record<string, unknown>> | null,
  over: Partial<NodeTest> = {},
): NodeTest {
  return test({ name, metadata: { name: name.split('_')[0] ?? null, namespace: null, kwargs }, ...over });
}

describe('columns of a test', () => {
  it.each<[string, Partial<NodeTest> | null, unknown, readonly string[]]>([
    ['its own column', { columnName: 'id' }, { column_name: 'other' }, ['id']],
    ['the argument where the column is missing', null, { column_name: 'id' }, ['id']],
    ['columns', null, { columns: ['a', 'b'] }, ['a', 'b']],
    ['column_list', null, { column_list: ['a'] }, ['a']],
    ['combination_of_columns', null, { combination_of_columns: ['a', '"B c"', 'a'] }, ['a', 'B c']],
    ['column_A and column_B', null, { column_A: 'a', column_B: 'b' }, ['a', 'b']],
    ['no grouping', null, { expression: 'a > b', group_by_columns: ['a'] }, []],
    ['no expression', { columnName: "(patient_id || '_' || condition)" }, null, []],
    ['a column with brackets in its name', { columnName: 'Sales (USD)' }, null, ['Sales (USD)']],
    ['a column with a slash in its name', { columnName: 'a/b' }, null, ['a/b']],
    ['a function of a column', { columnName: 'lower(email)' }, null, []],
    ['no expression among columns', null, { columns: ['a', 'coalesce(b, 0)', 'a - b'] }, ['a']],
    ['quotes are no part of it', { columnName: '`Order ID`' }, null, ['Order ID']],
    ['quoted, anything is a name', { columnName: '"a + b"' }, null, ['a + b']],
    ['column_names', null, { column_names: ['a', 'b'] }, ['a', 'b']],
    ['a number is a name that YAML did not quote', null, { column_name: 3 }, ['3']],
    ['arguments of other kinds', null, { column_name: true, columns: [null, {}, 'a'] }, ['a']],
  ])('%s', (_title, over, kwargs, expected) => {
    const metadata = {
      name: 'x',
      namespace: null,
      kwargs: kwargs as Readonly<Record<string, unknown>> | null,
    };
    expect(toTestColumns(test({ metadata, ...over }))).toEqual(expected);
  });
});

describe('toTestFacts', () => {
  const claim = (node: IndexedNode, ...tests: readonly NodeTest[]) => tested(node, tests);

  it('names kind, test, column and severity', () => {
    const metadata = { name: 'expression_is_true', namespace: 'dbt_utils', kwargs: null };
    const listed = test({ columnName: 'id', metadata, description: ' ' });
    const severityOf = (environmentId: string, uniqueId: string) =>
      environmentId === '1' && uniqueId === listed.uniqueId ? ('WARN' as const) : null;
    expect(toTestFacts([claim(orders, listed)], { refreshedAt: null, severityOf })).toMatchObject([
      {
        kind: 'GENERIC',
        testName: 'dbt_utils.expression_is_true',
        columnName: 'id',
        severity: 'WARN',
        description: null,
      },
    ]);
  });

  it.each([
    ['GENERIC_DATA_TEST', null, 'test.shop.a', 'GENERIC'],
    ['SINGULAR_DATA_TEST', null, 'test.shop.a', 'SINGULAR'],
    ['UNIT_TEST', null, 'test.shop.a', 'UNIT'],
    ['A_NEW_KIND', 'unique', 'test.shop.a', 'GENERIC'],
    ['A_NEW_KIND', null, 'test.shop.a', 'SINGULAR'],
    [null, null, 'unit_test.shop.a', 'UNIT'],
  ])('%s named %s (%s) is %s', (testType, name, uniqueId, kind) => {
    const listed = test({ testType, uniqueId, metadata: { name, namespace: null, kwargs: null } });
    expect(toTestFacts([claim(orders, listed)], { refreshedAt: null })[0]?.kind).toBe(kind);
  });

  it('a singular test never hangs on a column, a test of several columns has no single one', () => {
    const singular = test({ name: 'a', testType: 'SINGULAR_DATA_TEST', columnName: 'id' });
    const several = generic('unique', { combination_of_columns: ['a', 'b'] });
    const facts = toTestFacts([claim(orders, singular, several)], { refreshedAt: null });
    expect(facts.map(({ columnName, columns }) => [columnName, columns])).toEqual([
      [null, []],
      [null, ['a', 'b']],
    ]);
  });

  it('the same test of one environment counts once, of two environments twice', () => {
    const shared = test({ testType: 'SINGULAR_DATA_TEST' });
    const options = { refreshedAt: null };
    expect(toTestFacts([claim(orders, shared), claim(rawOrders, shared)], options)).toHaveLength(1);
    const elsewhere = { ...claim(orders, shared), environmentId: '2' };
    expect(toTestFacts([claim(orders, shared), elsewhere], options)).toHaveLength(2);
  });

  it('orders by outcome, then tests of the table before columns, then column and name', () => {
    const make = (name: string, lastKnownResult: string | null, columnName: string | null) =>
      test({ name, lastKnownResult, columnName, execution: execution() });
    const tests = [
      make('g', 'pass', 'b'),
      make('f', null, 'a'),
      make('e', 'skipped', 'a'),
      make('d', 'warn', 'a'),
      make('c', 'fail', 'b'),
      make('b', 'fail', 'a'),
      make('a2', 'fail', 'a'),
      make('z', 'fail', null),
      make('a', 'error', 'z'),
    ];
    const options = { refreshedAt: null };
    const names = toTestFacts([claim(orders, ...tests)], options).map(({ name }) => name);
    expect(names).toEqual(['a', 'z', 'a2', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(toTestFacts([claim(orders, ...tests.reverse())], options).map(({ name }) => name)).toEqual(names);
  });
});

describe('filterTests', () => {
  const tests = [
    testFact({ name: 'a', kind: 'GENERIC', outcome: 'PASS' }),
    testFact({ name: 'b', kind: 'SINGULAR', outcome: 'FAIL' }),
    testFact({ name: 'c', kind: 'UNIT', outcome: 'FAIL' }),
  ];

  it.each([
    [undefined, 'ab'],
    [null, 'ab'],
    [{}, 'ab'],
    [{ kinds: null, outcomes: null }, 'ab'],
    [{ kinds: ['UNIT'] as const }, 'c'],
    [{ kinds: [] }, ''],
    [{ outcomes: [] }, ''],
    [{ outcomes: ['FAIL'] as const }, 'b'],
    [{ outcomes: ['FAIL'] as const, kinds: ['GENERIC', 'UNIT'] as const }, 'c'],
  ])('%j lets through "%s"', (filter, names) => {
    expect(
      filterTests(tests, filter)
        .map(({ name }) => name)
        .join(''),
    ).toBe(names);
  });
});
