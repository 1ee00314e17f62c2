import { expect, test } from 'vitest';
import { genericTest, manifest, model, result, runResults } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const ORDERS = 'model.shop.orders';
const TEST = 'test.shop.orders_id';
const MANIFEST = manifest({ nodes: [model('orders'), genericTest('orders_id', [ORDERS])] });

const EXECUTION = `executionInfo { lastRunStatus lastRunError lastRunGeneratedAt lastRunId executeCompletedAt
  executionTime runElapsedTime runGeneratedAt lastSuccessRunId }`;

async function orders(files: Record<string, unknown>) {
  const server = await serve({ manifest: MANIFEST, ...files });
  const { models } = await applied(server, `models { edges { node { ${EXECUTION} } } }`);
  return nodesOf(models)[0]?.executionInfo;
}

async function orderTest(files: Record<string, unknown>, compiledTestsReadSuccess = true) {
  const server = await serve({ manifest: MANIFEST, ...files }, { compiledTestsReadSuccess });
  const fields =
    'executionInfo { lastRunStatus lastRunFailures lastRunError lastRunGeneratedAt executeCompletedAt }';
  const { models } = await applied(
    server,
    `models { edges { node { tests { lastKnownResult ${fields} } } } }`,
  );
  return nodesOf(models)[0].tests[0];
}

test('a later failure moves the attempt and leaves the build where it was', async () => {
  const info = await orders({
    // File names are in another order than the times inside.
    run_results: runResults('run', '2026-03-01T10:00:00Z', [
      result(ORDERS, 'success', '2026-03-01T09:59:00.123456789Z'),
    ]),
    'run_results.a': runResults('build', '2026-03-02T10:00:00Z', [
      result(ORDERS, 'error', '2026-03-02T09:59:00Z', { message: 'Database Error' }),
    ]),
  });
  expect(info).toMatchObject({
    lastRunStatus: 'error',
    lastRunError: 'Database Error',
    lastRunGeneratedAt: '2026-03-02T10:00:00Z',
    executeCompletedAt: '2026-03-01T09:59:00.123456789Z',
    executionTime: 1.5,
    runElapsedTime: 12.5,
    runGeneratedAt: '2026-03-01T10:00:00Z',
  });
  expect(info.lastRunId).toEqual(expect.any(Number));
  expect(info.lastRunId).not.toBe(info.lastSuccessRunId);
});

test('a skipped attempt has no times of its own', async () => {
  const info = await orders({
    run_results_1: runResults('run', '2026-03-01T10:00:00Z', [
      result(ORDERS, 'success', '2026-03-01T09:59:00Z'),
    ]),
    run_results_2: runResults('retry', '2026-03-02T10:00:00Z', [result(ORDERS, 'skipped')]),
  });
  expect(info).toMatchObject({ lastRunStatus: 'skipped', executeCompletedAt: '2026-03-01T09:59:00Z' });
});

test.each(['generate', 'compile', 'run-operation', 'list'])('%s is no execution', async (command) => {
  const info = await orders({
    run_results_1: runResults('run', '2026-03-01T10:00:00Z', [
      result(ORDERS, 'success', '2026-03-01T09:59:00Z'),
    ]),
    run_results_2: runResults(command, '2026-03-05T10:00:00Z', [
      result(ORDERS, 'success', '2026-03-05T09:59:00Z'),
    ]),
  });
  expect(info).toMatchObject({
    lastRunGeneratedAt: '2026-03-01T10:00:00Z',
    executeCompletedAt: '2026-03-01T09:59:00Z',
  });
});

test('a test that was only compiled reads success and has no known result', async () => {
  const compiled = runResults('generate', '2026-03-01T10:00:00Z', [
    result(TEST, 'success', '2026-03-01T09:59:00Z'),
  ]);
  expect(await orderTest({ run_results: compiled })).toMatchObject({
    lastKnownResult: null,
    executionInfo: { lastRunStatus: 'success', lastRunFailures: null, executeCompletedAt: null },
  });
});

test('a test compiled after its last execution keeps that verdict and its times', async () => {
  const files = {
    run_results_1: runResults('test', '2026-03-01T10:00:00Z', [
      result(TEST, 'fail', '2026-03-01T09:59:00Z', { failures: 3, message: 'Got 3 results' }),
    ]),
    run_results_2: runResults('compile', '2026-03-02T10:00:00Z', [
      result(TEST, 'success', '2026-03-02T09:59:00Z'),
    ]),
  };
  expect(await orderTest(files)).toEqual({
    lastKnownResult: 'fail',
    executionInfo: {
      lastRunStatus: 'success',
      lastRunFailures: null,
      lastRunError: null,
      lastRunGeneratedAt: '2026-03-02T10:00:00Z',
      executeCompletedAt: '2026-03-01T09:59:00Z',
    },
  });
  expect((await orderTest(files, false)).executionInfo).toMatchObject({
    lastRunStatus: 'fail',
    lastRunFailures: 3,
    lastRunError: 'Got 3 results',
  });
});

test.each(['pass', 'warn', 'fail', 'error', 'skipped'])('%s is a verdict', async (status) => {
  const run = runResults('test', '2026-03-01T10:00:00Z', [result(TEST, status, '2026-03-01T09:59:00Z')]);
  expect(await orderTest({ run_results: run })).toMatchObject({
    lastKnownResult: status,
    executionInfo: { lastRunStatus: status },
  });
});

test('without a recorded command, the results tell an execution from a compilation', async () => {
  const silent = { adapter_response: {} };
  const built = runResults(null, '2026-03-01T10:00:00Z', [result(ORDERS, 'success', '2026-03-01T09:59:00Z')]);
  const compiled = runResults(null, '2026-03-02T10:00:00Z', [
    result(ORDERS, 'success', '2026-03-02T09:59:00Z', silent),
    result(TEST, 'success', '2026-03-02T09:59:00Z', silent),
  ]);
  const compiledModels = runResults(null, '2026-03-03T10:00:00Z', [
    result(ORDERS, 'success', '2026-03-03T09:59:00Z', silent),
  ]);
  const files = { run_results_1: built, run_results_2: compiled, run_results_3: compiledModels };
  expect(await orders(files)).toMatchObject({ executeCompletedAt: '2026-03-01T09:59:00Z' });
  expect((await orderTest(files)).lastKnownResult).toBeNull();
});
