import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFreshness } from '../../src/facts/freshness.ts';
import { toRunEffect } from '../../src/facts/run-status.ts';
import { toLastRun, toLastSuccessfulRun } from '../../src/facts/runs.ts';
import { built, details, execution, sourceDetails } from './builders.ts';

const BUILT_AT = '2026-02-03T04:05:06.000Z';
const LATER = '2026-02-04T00:00:00.000Z';

describe('words of runs', () => {
  it('any word is an open one, but for those that dbt has for builds, failures and no attempt', () => {
    const known = /^(success|warn|pass|error|fail|failed|runtime error|partial success|skipped|cancell?ed)$/i;
    const word = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !known.test(text.trim()));
    fc.assert(
      fc.property(word, (status) => {
        expect(toRunEffect(status)).toBe('LEFT_AS_IT_WAS');
        const reused = built(BUILT_AT, {
          lastRunId: '902',
          lastRunStatus: status,
          lastRunGeneratedAt: LATER,
        });
        expect(toFreshness(details({ execution: reused }), [])).toMatchObject({
          refreshedAt: BUILT_AT,
          lastAttemptedAt: LATER,
          lastAttemptStatus: status,
        });
      }),
    );
  });

  it('a run that reused the table is the last one, and the build before it stays', () => {
    const reused = built(BUILT_AT, { lastRunId: '902', lastRunStatus: 'reused', lastRunGeneratedAt: LATER });
    const node = details({ execution: reused });
    expect(toLastRun(node)).toMatchObject({ runId: '902', status: 'reused', completedAt: LATER });
    expect(toLastSuccessfulRun(node)).toMatchObject({
      runId: '901',
      status: 'success',
      completedAt: BUILT_AT,
    });
  });

  it('built with warnings is a build, by that word', () => {
    const node = details({ execution: built(BUILT_AT, { lastRunStatus: 'warn' }) });
    expect(toLastRun(node)).toMatchObject({ status: 'warn', completedAt: BUILT_AT });
    expect(toLastSuccessfulRun(node)).toMatchObject({ status: 'warn', completedAt: BUILT_AT });
  });

  it.each([
    [
      'reused',
      'The latest run left this table as it was ("reused"), and when it was built before is more than dbt remembers. Nothing needs to change: the next build dates it.',
    ],
    ['success', 'The latest run ended with "success", but dbt does not say when it built this table.'],
    ['error', 'No run is known to have built this table; the latest attempt ended with "error".'],
  ])('without any build known, %s gives a reason of its own', (lastRunStatus, reason) => {
    const node = details({ execution: execution({ lastRunStatus, lastRunGeneratedAt: LATER }) });
    expect(toFreshness(node, [])).toMatchObject({
      refreshedAt: null,
      basis: 'UNKNOWN',
      unknownReason: reason,
    });
  });
});

describe('a check that found its own moment', () => {
  const OWN_MOMENT =
    'The freshness check of this source found its own moment as the newest date, as it does over a view that dates its rows by the clock: point `loaded_at_field` at a column that says when the rows were loaded.';
  const loaded = (maxLoadedAt: string, snapshottedAt: string) =>
    sourceDetails({ checked: true, status: 'Pass', maxLoadedAt, snapshottedAt });

  it.each([
    ['2026-02-03T06:00:00.123456Z', '2026-02-03T06:00:00.123456Z'],
    ['2026-02-03T06:00:00Z', '2026-02-03T06:00:00.000000+00:00'],
    ['2026-02-03T07:00:00.5+01:00', '2026-02-03 06:00:00.500'],
  ])('%s, looked at %s: no refresh time, and a reason', (maxLoadedAt, snapshottedAt) => {
    expect(toFreshness(loaded(maxLoadedAt, snapshottedAt), [])).toMatchObject({
      refreshedAt: null,
      basis: 'UNKNOWN',
      unknownReason: OWN_MOMENT,
      sourceStatus: 'PASS',
    });
  });

  it.each([
    ['2026-02-03T06:00:00.123456Z', '2026-02-03T06:00:00.123457Z'],
    ['2026-02-03T06:00:00.123Z', '2026-02-03T06:00:00.1230001Z'],
    ['2026-02-03T05:59:59.999Z', '2026-02-03T06:00:00Z'],
  ])('%s, looked at %s: a digit apart is a time', (maxLoadedAt, snapshottedAt) => {
    expect(toFreshness(loaded(maxLoadedAt, snapshottedAt), []).refreshedAt).not.toBeNull();
  });
});

describe('several sources of one table', () => {
  const never = sourceDetails({});
  const view = sourceDetails({ maxLoadedAt: LATER, snapshottedAt: LATER, status: 'Pass' });
  const loaded = sourceDetails({ maxLoadedAt: BUILT_AT, snapshottedAt: LATER, status: 'Warn' });

  it.each([
    ['the first that has one', [loaded, view], BUILT_AT],
    ['the second, where the first has none', [never, loaded], BUILT_AT],
    ['the third, where the first is a view', [view, never, loaded], BUILT_AT],
    ['none', [never, view], null],
  ] as const)('the refresh time is that of %s', (_title, [answer, ...others], refreshedAt) => {
    expect(toFreshness(answer, others).refreshedAt).toBe(refreshedAt);
  });

  it('no verdict is not a verdict: the worst of those that there are', () => {
    const unknown = sourceDetails({ checked: true, status: 'Unknown' });
    expect(toFreshness(never, [view]).sourceStatus).toBe('PASS');
    expect(toFreshness(unknown, [view]).sourceStatus).toBe('PASS');
    expect(toFreshness(view, [loaded, never]).sourceStatus).toBe('WARN');
    expect(toFreshness(never, []).sourceStatus).toBeNull();
  });
});
