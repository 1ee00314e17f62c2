import { describe, expect, it } from 'vitest';
import type { TestFact, TestOutcome } from '../../src/facts/facts.ts';
import { summarizeTests } from '../../src/facts/test-summary.ts';
import { testFact } from './builders.ts';

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
