import { expect, test } from 'vitest';
import { genericTest, manifest, model, result, runResults } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const ORDERS = 'model.shop.orders';
const TEST = 'test.shop.orders_id';
const [BEFORE, AFTER] = ['2026-05-04T06:00:00Z', '2026-05-05T06:00:00Z'];

/** When the last execution was, after `dbt run` and then a file of this command that mentions model and test. */
async function lastBuild(args: object, { test: testStatus = 'pass', response = { rows_affected: 4 } } = {}) {
  const later = runResults(null, AFTER, [
    result(ORDERS, 'success', AFTER, { adapter_response: response }),
    result(TEST, testStatus, AFTER, { adapter_response: response }),
  ]);
  const server = await serve({
    manifest: manifest({ nodes: [model('orders'), genericTest('orders_id', [ORDERS])] }),
    run_results_1: runResults('run', BEFORE, [result(ORDERS, 'success', BEFORE)]),
    run_results_2: { ...later, args },
  });
  const { models } = await applied(
    server,
    'models { edges { node { executionInfo { executeCompletedAt lastRunGeneratedAt } tests { lastKnownResult } } } }',
  );
  const [node] = nodesOf(models);
  expect(node.executionInfo.lastRunGeneratedAt).toBe(node.executionInfo.executeCompletedAt);
  return { builtAt: node.executionInfo.executeCompletedAt, verdict: node.tests[0].lastKnownResult };
}

test.each(['run', 'build', 'seed', 'snapshot', 'test', 'clone', 'retry', 'Build', ' dbt build '])(
  '%s executes, whatever its results look like',
  async (which) => {
    const silent = { response: {} as { rows_affected: number } };
    expect(await lastBuild({ which }, silent)).toEqual({ builtAt: AFTER, verdict: 'pass' });
  },
);

test.each(['compile', 'generate', 'docs generate', 'docs-serve', 'parse', 'ls', 'list', 'show', 'freshness'])(
  '%s executes nothing, whatever its results look like',
  async (which) => {
    expect(await lastBuild({ which })).toEqual({ builtAt: BEFORE, verdict: null });
  },
);

test.each(['source_freshness', 'deps', 'debug', 'clean', 'init', 'run-operation', 'Docs Generate'])(
  'nor does %s',
  async (which) => {
    expect(await lastBuild({ which })).toEqual({ builtAt: BEFORE, verdict: null });
  },
);

test.each([{ which: 'materialise' }, { which: 'backfill', command: 'run' }, {}, { which: '' }])(
  'an unknown command that executed something counts: %j',
  async (args) => {
    expect(await lastBuild(args)).toEqual({ builtAt: AFTER, verdict: 'pass' });
    // Its tests were compiled only.
    expect(await lastBuild(args, { test: 'success' })).toEqual({ builtAt: BEFORE, verdict: null });
  },
);

test('an unknown command to which the warehouse answered nothing only compiled', async () => {
  const results = [result(ORDERS, 'success', AFTER, { adapter_response: {} })];
  const server = await serve({
    manifest: manifest({ nodes: [model('orders')] }),
    run_results_1: runResults('run', BEFORE, [result(ORDERS, 'success', BEFORE)]),
    run_results_2: runResults('lineage', AFTER, results),
  });
  const { models } = await applied(
    server,
    'models { edges { node { executionInfo { executeCompletedAt } } } }',
  );
  expect(nodesOf(models)).toEqual([{ executionInfo: { executeCompletedAt: BEFORE } }]);
});

test('a command that is recorded under its newer name alone is known', async () => {
  expect(await lastBuild({ command: 'compile' })).toMatchObject({ builtAt: BEFORE });
  expect(await lastBuild({ command: 'clone' }, { test: 'success' })).toMatchObject({ builtAt: AFTER });
});
