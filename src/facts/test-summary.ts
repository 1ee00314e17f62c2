import type { TestFact, TestRollup, TestSummary } from './facts.ts';

/** Counts of the data tests and the worst of their outcomes; unit tests judge code, not rows, and do not count. */
export function summarizeTests(
  tests: readonly Pick<TestFact, 'kind' | 'outcome' | 'outdated'>[],
): TestSummary {
  const summary = {
    total: 0,
    passed: 0,
    warned: 0,
    failed: 0,
    errored: 0,
    skipped: 0,
    notRun: 0,
    outdated: 0,
  };
  for (const test of tests) {
    if (test.kind === 'UNIT') continue;
    summary.total += 1;
    summary[COUNTERS[test.outcome]] += 1;
    if (test.outdated) summary.outdated += 1;
  }
  return { outcome: toRollup(summary), ...summary };
}

const COUNTERS = {
  PASS: 'passed',
  WARN: 'warned',
  FAIL: 'failed',
  ERROR: 'errored',
  SKIPPED: 'skipped',
  NOT_RUN: 'notRun',
} as const;

function toRollup(counts: Omit<TestSummary, 'outcome'>): TestRollup {
  if (counts.total === 0) return 'NO_TESTS';
  if (counts.errored > 0) return 'ERROR';
  if (counts.failed > 0) return 'FAIL';
  if (counts.warned > 0) return 'WARN';
  return counts.passed > 0 ? 'PASS' : 'UNKNOWN';
}
