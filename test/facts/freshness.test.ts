import { describe, expect, it } from 'vitest';
import { toFreshness, unknownFreshness } from '../../src/facts/freshness.ts';
import { toLastRun, toLastSuccessfulRun } from '../../src/facts/runs.ts';
import { built, details, execution, sourceDetails } from './builders.ts';

const BUILT_AT = '2026-02-03T04:05:06.000Z';
const execution1 = built(BUILT_AT);

describe('refresh time and basis', () => {
  it.each([
    ['table', 'MODEL', 'MODEL_BUILD'],
    ['incremental', 'MODEL', 'MODEL_BUILD'],
    ['materialized_view', 'MODEL', 'MODEL_BUILD'],
    ['some_new_word', 'MODEL', 'MODEL_BUILD'],
    [null, 'MODEL', 'MODEL_BUILD'],
    ['view', 'MODEL', 'VIEW_DEFINITION'],
    ['View', 'MODEL', 'VIEW_DEFINITION'],
    ['seed', 'SEED', 'SEED_LOAD'],
    ['snapshot', 'SNAPSHOT', 'SNAPSHOT'],
  ] as const)('%s (%s): the last successful build, %s', (materializedType, resourceType, basis) => {
    const node = details({ materializedType, resourceType, execution: execution1 });
    expect(toFreshness(node, [])).toMatchObject({ refreshedAt: BUILT_AT, basis, unknownReason: null });
  });

  it('of a source is the newest row seen, never the moment of looking', () => {
    const checked = { checked: true, status: 'Pass', snapshottedAt: '2026-02-03T06:00:00Z' };
    const maxLoadedAt = '2099-01-01T00:00:00Z';
    expect(toFreshness(sourceDetails({ ...checked, maxLoadedAt }), [])).toMatchObject({
      refreshedAt: '2099-01-01T00:00:00.000Z',
      basis: 'SOURCE_MAX_LOADED_AT',
      sourceStatus: 'PASS',
      sourceCheckedAt: '2026-02-03T06:00:00.000Z',
    });
    expect(toFreshness(sourceDetails(checked), [])).toMatchObject({ refreshedAt: null, basis: 'UNKNOWN' });
  });

  it('is not moved by a failed later attempt, which shows beside it', () => {
    const failed = built(BUILT_AT, { lastRunStatus: 'error', lastRunGeneratedAt: '2026-02-04T00:00:00Z' });
    expect(toFreshness(details({ execution: failed }), [])).toMatchObject({
      refreshedAt: BUILT_AT,
      lastAttemptedAt: '2026-02-04T00:00:00.000Z',
      lastAttemptStatus: 'error',
    });
  });

  it.each([
    [details(), 'No run of the environment has built this table yet, as far as dbt remembers.'],
    [
      details({ execution: built('0001-01-01T00:00:00Z', { lastRunStatus: 'skipped' }) }),
      'No run is known to have built this table; the latest attempt ended with "skipped".',
    ],
    [
      sourceDetails(null),
      'dbt has not checked the freshness of this source: configure `loaded_at_field` and `freshness`, and run `dbt source freshness` in a job of the environment.',
    ],
    [
      sourceDetails({ checked: true, status: 'runtime error' }),
      'The latest freshness check of this source found no date: see its error in the job, and check `loaded_at_field`.',
    ],
  ])('when unknown, says why (%#)', (node, unknownReason) => {
    expect(toFreshness(node, [])).toMatchObject({ refreshedAt: null, basis: 'UNKNOWN', unknownReason });
  });

  it('of a table without a node is unknown for the reason given', () => {
    expect(unknownFreshness({ reason: 'why' })).toMatchObject({
      refreshedAt: null,
      basis: 'UNKNOWN',
      unknownReason: 'why',
    });
  });
});

describe('the verdict of freshness checks', () => {
  it.each([
    [{}, null],
    [{ checked: false }, null],
    [{ checked: false, status: 'Unknown' }, null],
    [{ checked: true }, 'UNKNOWN'],
    [{ checked: true, status: 'Skipped' }, 'UNKNOWN'],
    [{ status: 'warn' }, 'WARN'],
    [{ status: 'Pass' }, 'PASS'],
    [{ status: 'ERROR' }, 'ERROR'],
    [{ status: 'runtime error' }, 'ERROR'],
    [{ status: 'Runtime Error' }, 'ERROR'],
  ])('%j reads %s', (freshness, expected) => {
    expect(toFreshness(sourceDetails(freshness), []).sourceStatus).toBe(expected);
  });

  it('a source under a model adds its verdict, not its time', () => {
    const source = sourceDetails({
      status: 'Warn',
      maxLoadedAt: '2026-02-03T05:00:00Z',
      snapshottedAt: '2026-02-03T06:00:00Z',
    });
    expect(toFreshness(details({ execution: execution1 }), [source])).toMatchObject({
      refreshedAt: BUILT_AT,
      basis: 'MODEL_BUILD',
      sourceStatus: 'WARN',
      sourceCheckedAt: '2026-02-03T06:00:00.000Z',
    });
  });

  it('of several sources the worst counts, in any order', () => {
    const sources = ['Pass', 'Error', 'Warn'].map((status) => sourceDetails({ status }));
    const model = details({ execution: execution1 });
    expect(toFreshness(model, sources).sourceStatus).toBe('ERROR');
    expect(toFreshness(model, [...sources].reverse()).sourceStatus).toBe('ERROR');
  });
});

describe('runs', () => {
  it('a good latest run is also the one that built the table', () => {
    const times = { executeStartedAt: '2026-02-03T04:05:00Z', executionTimeSeconds: 6.25 };
    const node = details({ execution: built(BUILT_AT, times) });
    const run = {
      runId: '901',
      jobId: '77',
      status: 'success',
      startedAt: '2026-02-03T04:05:00.000Z',
      completedAt: BUILT_AT,
      durationSeconds: 6.25,
      error: null,
    };
    expect(toLastRun(node)).toEqual(run);
    expect(toLastSuccessfulRun(node)).toEqual(run);
  });

  it('a failed latest run has its own ids, time and error, and no times of the good one', () => {
    const failed = built(BUILT_AT, {
      lastRunId: '902',
      lastRunStatus: 'error',
      lastRunError: 'division by zero',
      lastRunGeneratedAt: '2026-02-04T00:00:00Z',
      executionTimeSeconds: 6,
    });
    expect(toLastRun(details({ execution: failed }))).toEqual({
      runId: '902',
      jobId: '77',
      status: 'error',
      startedAt: null,
      completedAt: '2026-02-04T00:00:00.000Z',
      durationSeconds: null,
      error: 'division by zero',
    });
    expect(toLastSuccessfulRun(details({ execution: failed }))).toMatchObject({
      runId: '901',
      completedAt: BUILT_AT,
    });
  });

  it('a later step that fails in the very run that built the table keeps its own time', () => {
    const failed = built(BUILT_AT, { lastRunStatus: 'error', lastRunGeneratedAt: '2026-02-03T05:00:00Z' });
    expect(toLastRun(details({ execution: failed }))?.completedAt).toBe('2026-02-03T05:00:00.000Z');
  });

  it('are null where dbt knows none', () => {
    expect([toLastRun(details()), toLastSuccessfulRun(details())]).toEqual([null, null]);
    const empty = details({ execution: execution() });
    expect([toLastRun(empty), toLastSuccessfulRun(empty)]).toEqual([null, null]);
  });
});
