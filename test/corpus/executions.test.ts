import { expect, test } from 'vitest';
import { findBuilt, readBuilds, readOutcomes } from '../../scripts/corpus/executions.ts';
import { corpusNode, corpusRun } from './builders.ts';

const orders = corpusNode('model', 'orders');
const other = corpusNode('model', 'other');
const TEST = { uniqueId: 'test.shop.not_null', isUnit: false, owners: [orders.uniqueId] };
const ELSEWHERE = '"wh"."dev_ann"."orders"';

test.each([
  ['success', true],
  ['warn', true],
  ['reused', true],
  ['a word of tomorrow', true],
  ['error', false],
  ['skipped', false],
  ['cancelled', false],
])('a model whose only result is "%s" stands in the warehouse: %s', (status, stands) => {
  const runs = [corpusRun('build', [{ status }, { uniqueId: other.uniqueId }])];
  expect(findBuilt([orders, other], runs, new Set()).has(orders.uniqueId)).toBe(stands);
});

test('where a project was only compiled everything counts, but not where it was built elsewhere', () => {
  const compiled = corpusRun('generate', [{}]);
  const elsewhere = corpusRun('run', [{ relationName: ELSEWHERE }]);
  expect(findBuilt([orders], [compiled], new Set()).size).toBe(1);
  expect(findBuilt([orders], [compiled, elsewhere], new Set()).size).toBe(0);
  expect(findBuilt([orders], [elsewhere], new Set([orders.uniqueId])).size).toBe(1);
});

test('a build elsewhere, a failure and a reuse leave the time of the last build', () => {
  const at = (completedAt: string, status: string, relationName: string | null = null) =>
    corpusRun('run', [{ completedAt, status, relationName }]);
  const runs = [
    at('2026-11-20T04:00:00Z', 'success', 'WH.MARTS.ORDERS'),
    at('2026-11-21T04:00:00Z', 'success', ELSEWHERE),
    at('2026-11-22T04:00:00Z', 'error'),
    at('2026-11-23T04:00:00Z', 'reused'),
  ];
  expect(readBuilds([orders], runs).get(orders.uniqueId)).toEqual({
    lastStatus: 'reused',
    lastBuiltAt: '2026-11-20T04:00:00Z',
  });
});

test('the outcome of a test is its last real verdict, never that of another target or of a compilation', () => {
  const verdict = (status: string) => ({ uniqueId: TEST.uniqueId, status });
  const outcomeAfter = (...runs: Parameters<typeof corpusRun>[]) =>
    readOutcomes(
      [orders],
      [TEST],
      runs.map(([command, results]) => corpusRun(command, results)),
    ).get(TEST.uniqueId);
  expect(outcomeAfter()).toBe('NOT_RUN');
  expect(outcomeAfter(['build', [verdict('skipped')]])).toBe('SKIPPED');
  expect(outcomeAfter(['build', [verdict('fail')]], ['build', [verdict('cancelled')]])).toBe('FAIL');
  expect(outcomeAfter(['test', [verdict('warn')]], ['generate', [verdict('success')]])).toBe('WARN');
  expect(
    outcomeAfter(['test', [verdict('pass')]], ['build', [{ relationName: ELSEWHERE }, verdict('fail')]]),
  ).toBe('PASS');
  expect(outcomeAfter(['test', [verdict('pass')]], ['build', [{}, verdict('fail')]])).toBe('FAIL');
});
