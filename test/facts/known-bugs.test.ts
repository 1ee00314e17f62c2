import { describe, expect, it } from 'vitest';
import { toFreshness } from '../../src/facts/freshness.ts';
import { toHealth } from '../../src/facts/health.ts';
import { createColumnIndex, matchColumn } from '../../src/facts/match-column.ts';
import { matchTable } from '../../src/facts/match-table.ts';
import { toLastRun } from '../../src/facts/runs.ts';
import { createTestsByColumn } from '../../src/facts/test-columns.ts';
import { toTestFacts } from '../../src/facts/test-facts.ts';
import { summarizeTests } from '../../src/facts/test-summary.ts';
import {
  built,
  column,
  details,
  environment,
  execution,
  model,
  modelArgument,
  NOTHING_UPSTREAM,
  relation,
  source,
  sourceDetails,
  test,
  tested,
  testFact,
} from './builders.ts';

const orders = model('orders', 'db.s.orders');
const factsOf = (node: typeof orders, ...tests: readonly ReturnType<typeof test>[]) =>
  toTestFacts([tested(node, tests, [orders])], { refreshedAt: null });

/** Each case is a bug that users of comparable products have reported in public. */
describe('bugs of other products', () => {
  it('lower-cased BigQuery names: a table is found by its own spelling and by no other', () => {
    const index = environment('bigquery', [model('a', 'My-Project.Sales.OrderItems')]);
    expect(matchTable(relation('My-Project.Sales.OrderItems'), [index]).status).toBe('EXACT');
    expect(matchTable(relation('my-project.sales.orderitems'), [index]).status).toBe('NOT_IN_DBT');
  });

  it('two datasets differing by case', () => {
    const index = environment('bigquery', [model('a', 'p.Sales.orders'), model('b', 'p.sales.orders')]);
    expect(matchTable(relation('p.Sales.orders'), [index]).answer?.node.name).toBe('a');
    expect(matchTable(relation('p.sales.orders'), [index]).answer?.node.name).toBe('b');
    expect(matchTable(relation('p.SALES.orders'), [index]).status).toBe('NOT_IN_DBT');
  });

  it('alias unlike name', () => {
    const index = environment('snowflake', [
      model('fct_orders', 'db.s.orders'),
      model('orders', 'db.s.orders_raw'),
    ]);
    expect(matchTable(relation('DB.S.ORDERS'), [index]).answer?.node.name).toBe('fct_orders');
  });

  it('same identifier in several schemas', () => {
    const index = environment('redshift', [model('a', 'db.marts.orders'), model('b', 'db.staging.orders')]);
    expect(matchTable(relation('db.staging.orders'), [index]).answer?.node.name).toBe('b');
  });

  it('a relationships test put on the referred table', () => {
    const kwargs = { model: modelArgument("ref('orders')"), to: "ref('customers')" };
    const relationships = test({
      name: 'relationships',
      lastKnownResult: 'fail',
      metadata: { name: 'relationships', namespace: null, kwargs },
    });
    expect(factsOf(orders, relationships)).toHaveLength(1);
    expect(factsOf(model('customers', 'db.s.customers'), relationships)).toEqual([]);
  });

  it('column name missing on test-only jobs', () => {
    const metadata = { name: 'not_null', namespace: null, kwargs: { column_name: 'order_id' } };
    const facts = factsOf(orders, test({ columnName: null, metadata }));
    expect(facts[0]?.columnName).toBe('order_id');
    expect(createTestsByColumn(facts, ['ORDER_ID'])('ORDER_ID')).toHaveLength(1);
  });

  it('phantom success after compile: the verdict before it stays', () => {
    const recompiled = execution({ lastRunStatus: 'success', lastRunFailures: 0, lastRunId: '2' });
    const facts = factsOf(orders, test({ lastKnownResult: 'fail', execution: recompiled }));
    expect(facts).toMatchObject([{ outcome: 'FAIL', failures: null, runId: null }]);
  });

  it('warn shown as success', () => {
    const warned = test({ lastKnownResult: 'warn', execution: execution({ lastRunStatus: 'success' }) });
    expect(summarizeTests(factsOf(orders, warned))).toMatchObject({ outcome: 'WARN', passed: 0, warned: 1 });
  });

  it('error mixed with fail: a broken query is no broken rule', () => {
    const facts = factsOf(
      orders,
      test({ name: 'a', lastKnownResult: 'fail' }),
      test({ name: 'b', lastKnownResult: 'error' }),
    );
    expect(summarizeTests(facts)).toMatchObject({ outcome: 'ERROR', failed: 1, errored: 1 });
  });

  it('only successful runs read: the failed attempt after them is seen', () => {
    const node = details({
      execution: built('2026-02-03T00:00:00Z', {
        lastRunStatus: 'error',
        lastRunError: 'relation is gone',
        lastRunGeneratedAt: '2026-02-04T00:00:00Z',
      }),
    });
    const freshness = toFreshness(node, []);
    expect(freshness).toMatchObject({ refreshedAt: '2026-02-03T00:00:00.000Z', lastAttemptStatus: 'error' });
    expect(toLastRun(node)).toMatchObject({ status: 'error', error: 'relation is gone' });
    const summary = summarizeTests([testFact()]);
    const nowMs = Date.parse('2026-02-04T00:00:00Z');
    expect(
      toHealth({
        details: node,
        otherSources: [],
        upstream: NOTHING_UPSTREAM,
        summary,
        freshness,
        description: 'text',
        nowMs,
      }).level,
    ).toBe('DEGRADED');
  });

  it('freshness with only warn_after: a late source warns, and is neither passed nor left out', () => {
    const late = sourceDetails({ checked: true, status: 'Warn', maxLoadedAt: '2026-01-01T00:00:00Z' });
    expect(toFreshness(late, [])).toMatchObject({
      sourceStatus: 'WARN',
      refreshedAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('a disabled test that lingers: only tests that the node still lists are shown', () => {
    const severityOf = (): 'ERROR' => 'ERROR';
    const listed = [tested(orders, [])];
    expect(toTestFacts(listed, { refreshedAt: null, severityOf })).toEqual([]);
    expect(summarizeTests([])).toMatchObject({ outcome: 'NO_TESTS', total: 0 });
  });

  it("a source laid over another project's model: the model answers, from whichever environment", () => {
    const reader = environment('snowflake', [source('orders', 'DB.S.ORDERS')], '1');
    const builder = environment('snowflake', [orders], '2');
    for (const environments of [
      [reader, builder],
      [builder, reader],
    ]) {
      const match = matchTable(relation('DB.S.ORDERS'), environments);
      expect(match).toMatchObject({ status: 'FOLDED', answer: { environmentId: '2' } });
      expect(match.candidates).toHaveLength(2);
    }
  });

  it('a source laid over a model of its own project, in another case: the model answers, and the source stays a candidate', () => {
    for (const adapter of ['duckdb', 'postgres', 'snowflake']) {
      const index = environment(adapter, [model('orders', 'DB.S.orders'), source('orders', 'DB.S.ORDERS')]);
      for (const spelled of ['DB.S.orders', 'DB.S.ORDERS']) {
        const match = matchTable(relation(spelled), [index]);
        expect(match.answer?.node.resourceType).toBe('MODEL');
        expect(match.candidates).toHaveLength(2);
        expect(match.status).toBe(spelled === 'DB.S.orders' ? 'EXACT' : 'FOLDED');
      }
    }
  });

  it('Snowflake quoted names beside unquoted ones', () => {
    const index = environment('snowflake', [
      model('quoted', 'db.s.orders', { relationName: 'db.s."orders"' }),
      model('plain', 'db.s.ORDERS', { relationName: 'db.s.ORDERS' }),
    ]);
    expect(matchTable(relation('DB.S.ORDERS'), [index]).answer?.node.name).toBe('plain');
    // As Snowflake stores them: the unquoted one is ORDERS, so this can be the quoted one only.
    expect(matchTable(relation('DB.S.orders'), [index]).answer?.node.name).toBe('quoted');
    expect(matchTable(relation('db.s.orders'), [index]).answer?.node.name).toBe('quoted');
    expect(matchTable(relation('DB.S.Orders'), [index]).answer?.node.name).toBe('plain');
  });

  it('Databricks without catalog', () => {
    const index = environment('databricks', [model('a', 's.orders', { database: 'None' })]);
    expect(matchTable(relation('hive_metastore.s.orders'), [index]).status).toBe('EXACT');
    expect(matchTable({ database: '', schema: 's', name: 'orders' }, [index]).status).toBe('EXACT');
    expect(matchTable(relation('main.s.orders'), [index]).status).toBe('NOT_IN_DBT');
  });

  it('multi-catalog names: the catalog is part of the relation', () => {
    const index = environment('trino', [model('a', 'hive.s.orders'), model('b', 'iceberg.s.orders')]);
    expect(matchTable(relation('hive.s.orders'), [index]).answer?.node.name).toBe('a');
    expect(matchTable(relation('Iceberg.S.Orders'), [index]).answer?.node.name).toBe('b');
    expect(matchTable(relation('s.orders'), [index]).status).toBe('AMBIGUOUS');
  });

  it('a 1,400-column table: every column asked for is one lookup', () => {
    const names = Array.from({ length: 1400 }, (_unused, position) => `column_${position}`);
    let reads = 0;
    const counted = names.map((name) => ({
      get name() {
        reads += 1;
        return name;
      },
    }));
    const columns = createColumnIndex(counted);
    const whileIndexing = reads;
    const tests = names.map((name) =>
      testFact({ name: `not_null_${name}`, columnName: name, columns: [name] }),
    );
    const testsOf = createTestsByColumn(tests, names);
    for (const name of names) {
      expect(matchColumn(name, { unmatched: null, inCatalog: true, columns }).status).toBe('EXACT');
      expect(testsOf(name.toUpperCase())).toHaveLength(1);
    }
    expect(whileIndexing).toBeLessThanOrEqual(5 * names.length);
    expect(reads).toBe(whileIndexing);
  });

  it('two columns differing by case keep their own tests', () => {
    const facts = [
      testFact({ name: 'a', columns: ['id'] }),
      testFact({ name: 'b', columns: ['ID'] }),
      testFact({ name: 'c', columns: ['Id'] }),
    ];
    const names = (columnName: string, columns: readonly string[]) =>
      createTestsByColumn(facts, columns)(columnName).map(({ name }) => name);
    expect(names('id', ['id', 'ID'])).toEqual(['a']);
    expect(names('ID', ['id', 'ID'])).toEqual(['b']);
    expect(names('ID', ['ID'])).toEqual(['a', 'b', 'c']);
    expect(createColumnIndex([column('id')]).folded.size).toBe(1);
  });
});
