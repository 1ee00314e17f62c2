import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRuns } from '../../discovery/artifacts/merge-runs.ts';
import { runResultsSchema } from '../../discovery/artifacts/schemas.ts';
import { builder, genericTest, manifest, model, result, runResults } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve } from './fixtures/client.ts';

const TEST = 'test.shop.total_is_positive';
const UNIT_TEST = 'unit_test.shop.rounding';
const FIELDS = `lastKnownResult executionInfo { lastRunStatus lastRunFailures lastRunError lastRunGeneratedAt
  executeCompletedAt runGeneratedAt lastSuccessRunId }`;

type Attempt = string | [status: string, fields: object];

const dayOf = (index: number) => `2026-05-0${index + 1}T04:00:00Z`;

/** One run a day, each with one attempt of this test. */
async function after(id: string, ...attempts: Attempt[]) {
  const files = attempts.map((attempt, index) => {
    const [status, fields] = typeof attempt === 'string' ? [attempt, {}] : attempt;
    const wasRun = !/skip|cancel/.test(status);
    const day = dayOf(index);
    return [
      `run_results.${index}`,
      runResults('build', day, [result(id, status, wasRun ? day : undefined, fields)]),
    ];
  });
  const server = await serve({
    manifest: manifest({
      nodes: [model('orders'), genericTest('total_is_positive', ['model.shop.orders'])],
      unitTests: [builder('unit_test', 'rounding', { depends_on: { nodes: ['model.shop.orders'] } })],
    }),
    ...Object.fromEntries(files),
  });
  const { tests } = await applied(server, `tests { edges { node { uniqueId ${FIELDS} } } }`);
  return nodesOf(tests).find((node) => node.uniqueId === id);
}

test('a skip after a failure shows the attempt, and keeps the verdict and its times', async () => {
  const found = await after(TEST, ['fail', { failures: 12, message: 'Got 12 results' }], 'skipped');
  expect(found).toEqual({
    uniqueId: TEST,
    lastKnownResult: 'fail',
    executionInfo: {
      lastRunStatus: 'skipped',
      lastRunFailures: null,
      lastRunError: null,
      lastRunGeneratedAt: dayOf(1),
      executeCompletedAt: dayOf(0),
      runGeneratedAt: dayOf(0),
      lastSuccessRunId: null,
    },
  });
});

test.each<[string, Attempt[], string | null, number | null]>([
  ['skips and a cancellation after a warning', ['pass', 'warn', 'skipped', 'cancelled'], 'warn', 1],
  ['a pass after a skip', ['skipped', 'pass'], 'pass', 1],
  ['a verdict before a reused one', ['fail', 'pass', 'reused'], 'pass', 1],
  ['an error before a skip', ['pass', 'error', 'skipped'], 'error', 1],
  ['a check that broke', ['pass', 'runtime error'], 'error', 1],
  ['nothing but skips', ['skipped', 'skipped'], 'skipped', null],
  ['a cancellation alone', ['cancelled'], 'skipped', null],
  ['a word that nobody knows, alone', ['statically-checked'], null, null],
  ['a skip before a word that nobody knows', ['skipped', 'no-op'], 'skipped', null],
  ['compiled later', ['warn', 'success'], 'warn', 0],
  ['compiled alone', ['success'], null, null],
])('%s', async (_, attempts, lastKnownResult, verdictDay) => {
  for (const id of [TEST, UNIT_TEST]) {
    const found = await after(id, ...attempts);
    const at = verdictDay === null ? null : dayOf(verdictDay);
    expect(found.lastKnownResult).toBe(lastKnownResult);
    expect(found.executionInfo).toMatchObject({ executeCompletedAt: at, runGeneratedAt: at });
  }
});

test('the counts of tests and the worst of a node go by the last verdicts', async () => {
  const tests = ['a', 'b', 'c'].map((name) => genericTest(name, ['model.shop.orders']));
  const server = await serve({
    manifest: manifest({
      nodes: [model('orders'), model('report', { depends_on: { nodes: ['model.shop.orders'] } }), ...tests],
    }),
    run_results_1: runResults('test', dayOf(0), [
      result('test.shop.a', 'fail', dayOf(0)),
      result('test.shop.b', 'pass', dayOf(0)),
    ]),
    run_results_2: runResults(
      'test',
      dayOf(1),
      ['a', 'b', 'c'].map((name) => result(`test.shop.${name}`, 'skipped')),
    ),
  });
  const answer = await applied(
    server,
    `models(filter: { uniqueIds: ["model.shop.report"] }) { edges { node { parents { ... on ModelAppliedStateNestedNode { testStatuses } } } } }
     lineage(filter: { types: [Model] }) { uniqueId ... on ModelLineageNode { worstTestStatus } }
     tests(filter: { lastKnownResult: fail }) { edges { node { name } } }`,
  );
  expect(nodesOf(answer.models)[0].parents).toEqual([{ testStatuses: { fail: 1, pass: 1, skipped: 1 } }]);
  expect(answer.lineage[0]).toEqual({ uniqueId: 'model.shop.orders', worstTestStatus: 'fail' });
  expect(nodesOf(answer.tests)).toEqual([{ name: 'a' }]);
});

test('over any words, the verdict is the last of the four, and the attempt is the latest that was no compilation', () => {
  const verdicts = ['pass', 'warn', 'fail', 'error'];
  const word = fc.oneof(
    fc.constantFrom(...verdicts, 'skipped', 'cancelled', 'success', 'reused', 'no-op'),
    fc
      .stringMatching(/^[a-z][a-z -]{0,12}[a-z]$/)
      .filter((text) => !/^(runtime error|partial success)$/.test(text)),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const runs = words.map((status, index) =>
        runResultsSchema.parse(runResults('test', dayOf(index), [result('test.a.b', status)])),
      );
      const merged = mergeRuns(runs, new Map()).nodes.get('test.a.b');
      expect(merged?.lastCompleted?.status).toBe(words.findLast((status) => verdicts.includes(status)));
      expect(merged?.lastAttempt?.status).toBe(words.findLast((status) => status !== 'success'));
      expect(merged?.wasSkipped).toBe(words.includes('skipped') || words.includes('cancelled'));
      expect(merged?.hasRelation).toBe(false);
    }),
  );
});
