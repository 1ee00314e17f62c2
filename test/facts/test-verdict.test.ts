import { describe, expect, it } from 'vitest';
import { findSeverity, toSeverity } from '../../src/facts/severity.ts';
import { toTestVerdict } from '../../src/facts/test-verdict.ts';
import { execution } from './builders.ts';

const EARLY = '2026-02-03T04:00:00.000Z';
const LATE = '2026-02-03T05:00:00.000Z';

describe('outcome', () => {
  it.each([
    ['pass', null, 'PASS'],
    ['Warn', 'success', 'WARN'],
    ['FAIL', 'success', 'FAIL'],
    ['error', 'fail', 'ERROR'],
    ['skipped', null, 'SKIPPED'],
    ['cancelled', null, 'SKIPPED'],
    [null, 'Cancelled', 'SKIPPED'],
    ['success', 'pass', 'NOT_RUN'],
    ['reused', 'pass', 'NOT_RUN'],
    [null, 'pass', 'PASS'],
    [null, 'fail', 'FAIL'],
    ['', 'warn', 'WARN'],
    [null, 'success', 'NOT_RUN'],
    [null, 'Success', 'NOT_RUN'],
    [null, 'no-op', 'NOT_RUN'],
    [null, null, 'NOT_RUN'],
  ])('last known %j and last run %j read %s', (lastKnownResult, lastRunStatus, outcome) => {
    const test = { lastKnownResult, execution: execution({ lastRunStatus }) };
    expect(toTestVerdict(test, null).outcome).toBe(outcome);
  });

  it('without any execution is the last known result', () => {
    expect(toTestVerdict({ lastKnownResult: 'fail', execution: null }, LATE)).toEqual({
      outcome: 'FAIL',
      failures: null,
      message: null,
      executedAt: null,
      outdated: false,
      runId: null,
      jobId: null,
    });
  });

  it('words that are not known are told; dbt words that prove nothing are not', () => {
    const words: string[] = [];
    const tell = (word: string): void => void words.push(word);
    for (const lastKnownResult of ['Reused', 'success', 'pass', null]) {
      toTestVerdict({ lastKnownResult, execution: null }, null, tell);
    }
    expect(words).toEqual(['reused']);
  });
});

describe('the execution behind the verdict', () => {
  const attempt = {
    lastRunId: '9',
    lastJobId: '7',
    lastRunFailures: 12,
    lastRunError: 'Got 12 results, configured to fail if != 0',
    lastRunGeneratedAt: LATE,
    executeCompletedAt: EARLY,
  };

  it('counts, message and ids are those of the latest attempt when it gave the verdict', () => {
    const test = { lastKnownResult: 'fail', execution: execution({ ...attempt, lastRunStatus: 'fail' }) };
    expect(toTestVerdict(test, null)).toMatchObject({
      failures: 12,
      message: 'Got 12 results, configured to fail if != 0',
      executedAt: EARLY,
      runId: '9',
      jobId: '7',
    });
  });

  it('and null when a later attempt only compiled the test', () => {
    const test = { lastKnownResult: 'fail', execution: execution({ ...attempt, lastRunStatus: 'success' }) };
    expect(toTestVerdict(test, null)).toMatchObject({
      outcome: 'FAIL',
      failures: null,
      message: null,
      executedAt: EARLY,
      runId: null,
      jobId: null,
    });
  });

  it.each([
    ['pass', EARLY, null, EARLY],
    ['pass', null, null, LATE],
    ['success', null, null, null],
    ['success', EARLY, EARLY, EARLY],
    ['skipped', null, null, null],
    ['fail', EARLY, EARLY, LATE],
    ['fail', EARLY, LATE, EARLY],
  ])(
    'last run %s, completed %s, generated %s: executed at %s',
    (lastRunStatus, completed, generated, expected) => {
      const lastKnownResult = lastRunStatus === 'success' ? 'pass' : lastRunStatus;
      const over = { lastRunStatus, executeCompletedAt: completed, runGeneratedAt: generated };
      const test = { lastKnownResult, execution: execution({ lastRunGeneratedAt: LATE, ...over }) };
      expect(toTestVerdict(test, null).executedAt).toBe(expected);
    },
  );

  it('is outdated when the table was refreshed after it', () => {
    const test = { lastKnownResult: 'pass', execution: execution({ executeCompletedAt: EARLY }) };
    expect(toTestVerdict(test, LATE).outdated).toBe(true);
    expect(toTestVerdict(test, EARLY).outdated).toBe(false);
    expect(toTestVerdict(test, null).outdated).toBe(false);
  });

  it.each([
    [0, 0],
    [75_098, 75_098],
    [9_000_000_000, 2_147_483_647],
    [Number.NaN, null],
    [null, null],
  ])('%s failures are shown as %s', (lastRunFailures, expected) => {
    const test = {
      lastKnownResult: 'fail',
      execution: execution({ lastRunStatus: 'fail', lastRunFailures }),
    };
    expect(toTestVerdict(test, null).failures).toBe(expected);
  });
});

it.each([
  [{ severity: 'WARN' }, 'WARN'],
  [{ severity: 'error' }, 'ERROR'],
  [{ severity: 'fatal' }, null],
  [{ severity: 3 }, null],
  [{}, null],
  [null, null],
  ['warn', null],
])('severity of %j is %s', (config, expected) => {
  expect(toSeverity(config)).toBe(expected);
});

it.each(['constructor', '__proto__', 'toString'])(
  'the severity of a test that is called %s is the one that is known of it, never what every object inherits',
  (uniqueId) => {
    expect(findSeverity({}, uniqueId)).toBeNull();
    expect(findSeverity(JSON.parse(`{ "${uniqueId}": "WARN" }`), uniqueId)).toBe('WARN');
  },
);
