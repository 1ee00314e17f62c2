import { expect, test } from 'vitest';
import {
  builder,
  genericTest,
  manifest,
  model,
  result,
  runResults,
  writeArtifacts,
} from './fixtures/artifacts.ts';
import { applied, nodesOf, serve, start, TOKEN } from './fixtures/client.ts';

const [NIGHT, MORNING, NOON] = ['2026-05-04T02:00:00Z', '2026-05-04T08:00:00Z', '2026-05-04T12:00:00Z'];
const ORDERS = 'model.shop.orders';
const CUSTOMERS = 'model.shop.customers';
const ORDERS_TEST = 'test.shop.orders_id';

const named = (relation: string | null | undefined) => ({ relation_name: relation });
const at = (relation: string) => model('orders', named(relation));
const built = (id: string, time: string, relation?: string | null) =>
  result(id, 'success', time, named(relation));

const MODELS = `models { edges { node { name executionInfo { executeCompletedAt lastRunStatus lastRunGeneratedAt }
  tests { lastKnownResult } } } }`;

async function models(files: Record<string, unknown>) {
  return nodesOf((await applied(await serve(files), MODELS)).models);
}

test('runs of a developer leave the times and the status of production where they were', async () => {
  const nodes = { manifest: manifest({ nodes: [at('"analytics"."marts"."orders"')] }) };
  const elsewhere = '"analytics"."dbt_ann"."orders"';
  const others = {
    run_results_2: runResults('run', MORNING, [built(ORDERS, MORNING, elsewhere)]),
    run_results_3: runResults('build', NOON, [result(ORDERS, 'error', NOON, named(elsewhere))]),
  };
  const own = runResults('run', NIGHT, [built(ORDERS, NIGHT, '"analytics"."marts"."orders"')]);
  const executionInfo = { executeCompletedAt: NIGHT, lastRunStatus: 'success', lastRunGeneratedAt: NIGHT };
  expect(await models({ ...nodes, ...others, run_results_1: own })).toEqual([
    { name: 'orders', executionInfo, tests: [] },
  ]);
  // Nothing is known to have built it here.
  const server = await serve({ ...nodes, ...others });
  const answer = await applied(server, 'models { totalCount }');
  expect(answer.models.totalCount).toBe(0);
});

test('a compilation beside runs of another target proves nothing either', async () => {
  const files = {
    manifest: manifest({ nodes: [at('analytics.marts.orders')] }),
    run_results_1: runResults('compile', NIGHT, [built(ORDERS, NIGHT, 'analytics.marts.orders')]),
    run_results_2: runResults('snapshot', NOON, [built(ORDERS, NOON, 'analytics.ci_42.orders')]),
  };
  expect(await models(files)).toEqual([]);
  const onlyCompiled = runResults('compile', NOON, [built(ORDERS, NOON, 'analytics.ci_42.orders')]);
  expect(await models({ ...files, run_results_2: onlyCompiled })).toHaveLength(1);
});

test('tests and seeds of a file count where its builders are of this target, all of them or some', async () => {
  const files = (relationOfOrders: string, relationOfCustomers: string) => ({
    manifest: manifest({
      nodes: [
        at('analytics.marts.orders'),
        model('customers'),
        genericTest('orders_id', [ORDERS]),
        builder('seed', 'countries'),
      ],
    }),
    run_results_1: runResults('build', NIGHT, [
      built(ORDERS, NIGHT, 'analytics.marts.orders'),
      built('seed.shop.countries', NIGHT, null),
      result(ORDERS_TEST, 'pass', NIGHT),
    ]),
    run_results_2: runResults('build', NOON, [
      built(ORDERS, NOON, relationOfOrders),
      built(CUSTOMERS, NOON, relationOfCustomers),
      built('seed.shop.countries', NOON, null),
      result(ORDERS_TEST, 'fail', NOON, { failures: 3, relation_name: 'analytics.audit.orders_id' }),
    ]),
  });
  const ask = async (contents: Record<string, unknown>) => {
    const answer = await applied(
      await serve(contents),
      `${MODELS} seeds { edges { node { executionInfo { executeCompletedAt } } } }`,
    );
    const orders = nodesOf(answer.models).find((node) => node.name === 'orders');
    return {
      orders: orders.executionInfo.executeCompletedAt,
      verdict: orders.tests[0].lastKnownResult,
      customers: nodesOf(answer.models).some((node) => node.name === 'customers'),
      seed: nodesOf(answer.seeds)[0].executionInfo.executeCompletedAt,
    };
  };
  const [ours, theirs] = ['ANALYTICS.MARTS.ORDERS', 'analytics.dbt_ann.orders'];
  const [customers, theirCustomers] = [
    '"analytics"."marts"."customers"',
    '"analytics"."dbt_ann"."customers"',
  ];
  expect(await ask(files(ours, customers))).toEqual({
    orders: NOON,
    verdict: 'fail',
    customers: true,
    seed: NOON,
  });
  expect(await ask(files(theirs, customers))).toEqual({
    orders: NIGHT,
    verdict: 'fail',
    customers: true,
    seed: NOON,
  });
  expect(await ask(files(theirs, theirCustomers))).toEqual({
    orders: NIGHT,
    verdict: 'pass',
    customers: false,
    seed: NIGHT,
  });
});

test.each<[string, Record<string, unknown>, string | null | undefined]>([
  ['no relation name on either side', {}, undefined],
  ['null, as seeds had it for long', {}, null],
  ['blank', {}, ' '],
  ['the parts of the manifest, without a relation name', {}, '"analytics"."marts"."orders"'],
  ['an alias of the manifest', { alias: 'orders_v2', name: 'orders' }, 'analytics.marts.orders_v2'],
  [
    'BigQuery, one pair around the whole',
    named('`my-project`.`marts`.`orders`'),
    '`my-project.marts.orders`',
  ],
  ['MySQL, two segments', { database: '', ...named('`shop_dw`.`orders`') }, '`shop_dw`.`orders`'],
  ['two segments against three', named('`shop_dw`.`orders`'), '`def`.`shop_dw`.`orders`'],
  ['three segments against two', named('hive_metastore.marts.orders'), 'marts.orders'],
  ['brackets and capitals', named('[Analytics].[Marts].[Orders]'), '"ANALYTICS"."MARTS"."ORDERS"'],
  ['a database that is none', named('None.marts.orders'), 'warehouse.marts.orders'],
])('this target: %s', async (_, fields, relation) => {
  const files = {
    manifest: manifest({ nodes: [model('orders', fields)] }),
    run_results: runResults('run', NOON, [built(ORDERS, NOON, relation)]),
  };
  expect((await models(files))[0].executionInfo.executeCompletedAt).toBe(NOON);
});

test.each([
  ['another schema', 'analytics.marts.orders', 'analytics.marts_dev.orders'],
  ['another database', '"analytics"."marts"."orders"', '"sandbox"."marts"."orders"'],
  ['another name', '`p`.`marts`.`orders`', '`p.marts.orders_backup`'],
  ['a schema that ends alike', 'marts.orders', 'dev_marts.orders'],
  ['another schema, one side without a database', 'analytics.marts.orders', 'ann.orders'],
])('another target: %s', async (_, expected, relation) => {
  const files = {
    manifest: manifest({ nodes: [at(expected)] }),
    run_results: runResults('run', NOON, [built(ORDERS, NOON, relation)]),
  };
  expect(await models(files)).toEqual([]);
});

test('a test run names no builder: it is of this target; so is a node that the manifest no longer has', async () => {
  const artifactsPath = writeArtifacts({
    manifest: manifest({ nodes: [at('analytics.marts.orders'), genericTest('orders_id', [ORDERS])] }),
    run_results_1: runResults('test', NOON, [result(ORDERS_TEST, 'warn', NOON)]),
  });
  const server = await start({ environments: [{ id: 834, artifactsPath }], token: TOKEN });
  const verdict = async () => nodesOf((await applied(server, MODELS)).models)[0].tests[0].lastKnownResult;
  expect(await verdict()).toBe('warn');
  const gone = built('model.shop.gone', NOON, 'analytics.dbt_ann.gone');
  writeArtifacts(
    { run_results_1: runResults('build', NOON, [gone, result(ORDERS_TEST, 'fail', NOON)]) },
    artifactsPath,
  );
  await server.reload();
  expect(await verdict()).toBe('fail');
});
