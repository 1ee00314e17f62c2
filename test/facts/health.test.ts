import { describe, expect, it } from 'vitest';
import type { TestFact, TestOutcome } from '../../src/facts/facts.ts';
import { toFreshness, unknownFreshness } from '../../src/facts/freshness.ts';
import { toHealth } from '../../src/facts/health.ts';
import type { NodeDetails } from '../../src/facts/node.ts';
import { summarizeTests } from '../../src/facts/test-summary.ts';
import { built, details, execution, sourceDetails, testFact } from './builders.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const model = details({ execution: built('2026-02-28T00:00:00Z') });

interface Case {
  readonly node?: NodeDetails | null;
  readonly sources?: readonly NodeDetails[];
  readonly outcomes?: readonly TestOutcome[];
  readonly description?: string | null;
}

function health({ node = model, sources = [], outcomes = ['PASS'], description = 'text' }: Case): string {
  return toHealth({
    details: node,
    otherSources: sources,
    summary: summarizeTests(outcomes.map((outcome) => testFact({ outcome }))),
    freshness: node === null ? unknownFreshness('not matched') : toFreshness(node, sources),
    description,
    nowMs: NOW_MS,
  });
}

describe('health', () => {
  it.each<[string, Case, string]>([
    ['all is well', {}, 'HEALTHY'],
    ['not matched', { node: null }, 'UNKNOWN'],
    ['never processed', { node: details(), outcomes: [] }, 'UNKNOWN'],
    [
      'never built, tests never run',
      { node: details({ execution: execution() }), outcomes: ['NOT_RUN'] },
      'UNKNOWN',
    ],
    [
      'the last build failed',
      { node: details({ execution: built('2026-02-28T00:00:00Z', { lastRunStatus: 'Error' }) }) },
      'DEGRADED',
    ],
    [
      'the first build failed',
      { node: details({ execution: execution({ lastRunStatus: 'error' }) }) },
      'DEGRADED',
    ],
    [
      'the last build was skipped',
      { node: details({ execution: built('2026-02-28T00:00:00Z', { lastRunStatus: 'skipped' }) }) },
      'HEALTHY',
    ],
    ['a test fails', { outcomes: ['PASS', 'FAIL'] }, 'DEGRADED'],
    ['a test errs', { outcomes: ['ERROR', 'PASS'] }, 'DEGRADED'],
    ['a test warns', { outcomes: ['WARN'] }, 'CAUTION'],
    ['no tests', { outcomes: [] }, 'CAUTION'],
    ['tests without a verdict', { outcomes: ['SKIPPED', 'NOT_RUN'] }, 'HEALTHY'],
    ['no description', { description: null }, 'CAUTION'],
    ['built 30 days ago', { node: details({ execution: built('2026-01-30T00:00:00Z') }) }, 'HEALTHY'],
    ['built longer ago', { node: details({ execution: built('2026-01-29T23:59:59Z') }) }, 'CAUTION'],
    ['tested, but never built', { node: details() }, 'CAUTION'],
    ['a source in error under the model', { sources: [sourceDetails({ status: 'Error' })] }, 'DEGRADED'],
    ['a late source under the model', { sources: [sourceDetails({ status: 'Warn' })] }, 'CAUTION'],
    [
      'a fresh source',
      { node: sourceDetails({ status: 'Pass', maxLoadedAt: '2020-01-01T00:00:00Z' }) },
      'HEALTHY',
    ],
    ['a late source', { node: sourceDetails({ status: 'warn' }) }, 'CAUTION'],
    ['a source in error', { node: sourceDetails({ status: 'runtime error' }) }, 'DEGRADED'],
    ['a source that nobody checks, with tests', { node: sourceDetails({}) }, 'HEALTHY'],
    ['a source that nobody ever looked at', { node: sourceDetails({}), outcomes: [] }, 'UNKNOWN'],
  ])('%s', (_title, input, expected) => {
    expect(health(input)).toBe(expected);
  });
});

describe('summarizeTests', () => {
  const rollup = (...outcomes: readonly TestOutcome[]) =>
    summarizeTests(outcomes.map((outcome) => testFact({ outcome }))).outcome;

  it('is the worst of the verdicts', () => {
    expect(rollup()).toBe('NO_TESTS');
    expect(rollup('SKIPPED', 'NOT_RUN')).toBe('UNKNOWN');
    expect(rollup('SKIPPED', 'PASS')).toBe('PASS');
    expect(rollup('PASS', 'WARN')).toBe('WARN');
    expect(rollup('WARN', 'FAIL')).toBe('FAIL');
    expect(rollup('FAIL', 'ERROR')).toBe('ERROR');
  });

  it('counts data tests by outcome, and the outdated among them', () => {
    const unit: TestFact = testFact({ kind: 'UNIT', outcome: 'FAIL', outdated: true });
    const tests = (['PASS', 'PASS', 'WARN', 'FAIL', 'ERROR', 'SKIPPED', 'NOT_RUN'] as const).map((outcome) =>
      testFact({ outcome, outdated: outcome === 'PASS' }),
    );
    expect(summarizeTests([...tests, unit])).toEqual({
      outcome: 'ERROR',
      total: 7,
      passed: 2,
      warned: 1,
      failed: 1,
      errored: 1,
      skipped: 1,
      notRun: 1,
      outdated: 2,
    });
    expect(summarizeTests([unit])).toMatchObject({ outcome: 'NO_TESTS', total: 0, outdated: 0 });
  });
});
