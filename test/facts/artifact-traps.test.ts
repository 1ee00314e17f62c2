import { describe, expect, it } from 'vitest';
import { toColumnDescription } from '../../src/facts/descriptions.ts';
import { toFreshness } from '../../src/facts/freshness.ts';
import { createColumnIndex, matchColumn } from '../../src/facts/match-column.ts';
import { matchTable } from '../../src/facts/match-table.ts';
import { toLastSuccessfulRun } from '../../src/facts/runs.ts';
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
  relation,
  seed,
  source,
  sourceDetails,
  test,
  tested,
} from './builders.ts';

const orders = model('orders', 'db.s.orders');

/** What real artifacts hold that a reader takes for something else. */
describe('traps of real artifacts', () => {
  it('a success that proves nothing: a test that was only compiled has no verdict', () => {
    const compiled = test({
      lastKnownResult: null,
      execution: built('2026-02-03T04:05:06Z', { executionTimeSeconds: 1.5, lastRunFailures: 0 }),
    });
    const facts = toTestFacts([tested(orders, [compiled])], {
      refreshedAt: null,
    });
    expect(facts).toMatchObject([{ outcome: 'NOT_RUN', executedAt: null, failures: null }]);
    expect(summarizeTests(facts).outcome).toBe('UNKNOWN');
  });

  it('results of different ages side by side: a test older than the data is outdated', () => {
    const old = test({ execution: execution({ executeCompletedAt: '2026-01-01T00:00:00Z' }) });
    const fresh = test({ name: 'b', execution: execution({ executeCompletedAt: '2026-02-04T00:00:00Z' }) });
    const facts = toTestFacts([tested(orders, [old, fresh])], {
      refreshedAt: '2026-02-03T00:00:00.000Z',
    });
    expect(facts.map(({ name, outdated }) => [name, outdated])).toEqual([
      ['b', false],
      ['not_null_orders_id', true],
    ]);
  });

  it('partial results: a run that left a node out says nothing about it', () => {
    const notInThatRun = details({ execution: null });
    expect(toFreshness(notInThatRun, [])).toMatchObject({ refreshedAt: null, lastAttemptStatus: null });
    expect(toLastSuccessfulRun(notInThatRun)).toBeNull();
  });

  it('skipped results have no timing: they move nothing', () => {
    const skipped = execution({ lastRunStatus: 'skipped', lastRunGeneratedAt: '2026-02-04T00:00:00Z' });
    expect(toFreshness(details({ execution: skipped }), [])).toMatchObject({
      refreshedAt: null,
      lastAttemptedAt: '2026-02-04T00:00:00.000Z',
    });
  });

  it('letter case: Snowflake reports PATIENT_ID where the project says patient_id', () => {
    const snowflake = environment('snowflake', [model('patient', 'tuva.core.patient')]);
    expect(matchTable(relation('TUVA.CORE.PATIENT'), [snowflake]).status).toBe('FOLDED');
    const columns = createColumnIndex([column('PATIENT_ID')]);
    expect(matchColumn('patient_id', { unmatched: null, inCatalog: true, columns }).status).toBe('FOLDED');
  });

  it('letter case: on Postgres and BigQuery case can matter', () => {
    const nodes = [
      model('a', 'db.s.Orders', { relationName: '"db"."s"."Orders"' }),
      model('b', 'db.s.orders', { relationName: '"db"."s"."orders"' }),
    ];
    for (const adapter of ['postgres', 'bigquery']) {
      const index = environment(adapter, nodes);
      expect(matchTable(relation('db.s.Orders'), [index]).answer?.node.name).toBe('a');
      expect(matchTable(relation('db.s.orders'), [index]).answer?.node.name).toBe('b');
    }
  });

  it('name, alias, identifier: the name in the project is not the name in the warehouse', () => {
    const nodes = [
      model('ccsr__icd10', 'db.s.icd10', { uniqueId: 'model.shop.ccsr__icd10' }),
      source('order', 'db.raw.shopify_order_data'),
    ];
    const index = environment('postgres', nodes);
    expect(matchTable(relation('db.s.icd10'), [index]).status).toBe('EXACT');
    expect(matchTable(relation('db.raw.shopify_order_data'), [index]).status).toBe('EXACT');
    expect(matchTable(relation('db.s.ccsr__icd10'), [index]).status).toBe('NOT_IN_DBT');
    expect(matchTable(relation('db.raw.order'), [index]).status).toBe('NOT_IN_DBT');
  });

  it('one relation, two nodes: the seed answers, the source on it adds verdict and tests', () => {
    const nodes = [source('order', 'db.s.order_data'), seed('order_data', 'db.s.order_data')];
    const match = matchTable(relation('db.s.order_data'), [environment('postgres', nodes)]);
    expect(match.status).toBe('EXACT');
    expect(match.candidates.map(({ node }) => node.resourceType)).toEqual(['SEED', 'SOURCE']);
    const answer = details({ resourceType: 'SEED', execution: built('2026-02-03T00:00:00Z') });
    expect(toFreshness(answer, [sourceDetails({ status: 'Warn' })])).toMatchObject({
      basis: 'SEED_LOAD',
      sourceStatus: 'WARN',
    });
    const claimants = match.candidates.map(({ node }) =>
      tested(node, [test({ name: `test_of_${node.resourceType}`, testType: 'SINGULAR_DATA_TEST' })]),
    );
    expect(toTestFacts(claimants, { refreshedAt: null })).toHaveLength(2);
  });

  it('one identifier, several schemas: each is its own table', () => {
    const nodes = ['core', 'ccsr', 'hcc'].map((schema) =>
      model(`${schema}__condition`, `db.${schema}.condition`),
    );
    const index = environment('snowflake', nodes);
    for (const schema of ['core', 'ccsr', 'hcc']) {
      const match = matchTable(relation(`DB.${schema.toUpperCase()}.CONDITION`), [index]);
      expect(match.answer?.node.name).toBe(`${schema}__condition`);
    }
    expect(matchTable(relation('DB.OTHER.CONDITION'), [index]).status).toBe('NOT_IN_DBT');
  });

  it('no relation: an ephemeral model never stands in the way of a table of its name', () => {
    const nodes = [
      model('orders', 'db.s.orders', { materializedType: 'ephemeral' }),
      model('orders_built', 'db.s.orders'),
    ];
    const match = matchTable(relation('db.s.orders'), [environment('postgres', nodes)]);
    expect([match.status, match.answer?.node.name]).toEqual(['EXACT', 'orders_built']);
  });

  it('descriptions: empty is none; several lines, markup and non-ASCII text stay as they are', () => {
    const long = `# Größe\r\n\r\n${'£ per <b>item</b>, see [docs](https://example.com)\n'.repeat(60)}`;
    expect(toColumnDescription(column('a', { description: long }))).toBe(long);
    expect(toColumnDescription(column('a', { description: '' }))).toBeNull();
  });

  it('test attachment: a test on two nodes stays with the one that declares it, a singular one with both', () => {
    const customers = model('customers', 'db.s.customers');
    const kwargs = { model: modelArgument("ref('orders')"), to: "ref('customers')", field: 'id' };
    const relationships = test({
      name: 'relationships_orders',
      columnName: 'customer_id',
      metadata: { name: 'relationships', namespace: null, kwargs },
    });
    const singular = test({ name: 'every_order__ref_customers_', testType: 'SINGULAR_DATA_TEST' });
    const names = (node: typeof orders) =>
      toTestFacts([tested(node, [relationships, singular], [orders, customers])], {
        refreshedAt: null,
      }).map(({ name }) => name);
    expect(names(orders)).toEqual(['every_order__ref_customers_', 'relationships_orders']);
    expect(names(customers)).toEqual(['every_order__ref_customers_']);
  });

  it('nine digits of a fraction, and dates in year 1', () => {
    const node = details({ execution: built('2026-02-03T04:05:06.987654321Z') });
    expect(toFreshness(node, []).refreshedAt).toBe('2026-02-03T04:05:06.987Z');
    const never = sourceDetails({ status: 'Pass', maxLoadedAt: '0001-01-01T00:00:00Z' });
    expect(toFreshness(never, []).refreshedAt).toBeNull();
  });

  it('columns with blanks, mixed case, dots and signs', () => {
    const names = ['Area name', 'area_name', 'Rate (%)', 'GVA £m', 'a.b'];
    const columns = createColumnIndex(names.map((name) => column(name)));
    for (const name of names) {
      expect(matchColumn(name, { unmatched: null, inCatalog: true, columns }).status).toBe('EXACT');
    }
  });
});
