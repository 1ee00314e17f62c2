import { describe, expect, it } from 'vitest';
import type { Health, TestOutcome } from '../../src/facts/facts.ts';
import { toFreshness } from '../../src/facts/freshness.ts';
import { type HealthVerdict, toHealth } from '../../src/facts/health.ts';
import type { NodeDetails } from '../../src/facts/node.ts';
import { summarizeTests } from '../../src/facts/test-summary.ts';
import type { UpstreamHealth } from '../../src/facts/upstream/upstream-health.ts';
import { built, details, execution, NOTHING_UPSTREAM, sourceDetails, testFact } from './builders.ts';

/** dbt Catalog's criteria, each alone, each beside every other, and their boundaries. */

const NOW_MS = Date.parse('2026-03-31T00:00:00Z');
const YESTERDAY = '2026-03-30T00:00:00Z';
const THIRTY_DAYS_AGO = '2026-03-01T00:00:00Z';
const A_SECOND_LESS = '2026-03-01T00:00:01Z';
const A_SECOND_MORE = '2026-02-28T23:59:59Z';

interface Table {
  readonly node: NodeDetails;
  readonly sources: readonly NodeDetails[];
  readonly upstream: UpstreamHealth;
  readonly outcomes: readonly TestOutcome[];
  readonly description: string | null;
}

/** One criterion: what makes a healthy table miss it. Criteria that change the same part cannot be missed both at once. */
interface Criterion {
  readonly part: 'run' | 'tests' | 'verdicts' | 'source' | 'upstream' | 'late upstream' | 'description';
  readonly change: (table: Table) => Table;
  readonly level: Health;
  readonly reason: string;
}

function health({ node, sources, upstream, outcomes, description }: Table): HealthVerdict {
  return toHealth({
    details: node,
    otherSources: sources,
    upstream,
    summary: summarizeTests(outcomes.map((outcome) => testFact({ outcome }))),
    freshness: toFreshness(node, sources),
    description,
    nowMs: NOW_MS,
  });
}

const model: Table = {
  node: details({ execution: built(YESTERDAY) }),
  sources: [],
  upstream: NOTHING_UPSTREAM,
  outcomes: ['PASS'],
  description: 'text',
};
const source: Table = { ...model, node: checkedAt(YESTERDAY) };

function checkedAt(snapshottedAt: string | null, status: string | null = 'Pass'): NodeDetails {
  return sourceDetails({ checked: true, status, snapshottedAt, hasThreshold: true });
}

const withRun =
  (lastRunStatus: string, at = YESTERDAY) =>
  (table: Table) => ({
    ...table,
    node: details({ execution: built(at, { lastRunStatus }) }),
  });
const withTests =
  (...outcomes: readonly TestOutcome[]) =>
  (table: Table) => ({ ...table, outcomes });
const moreTests =
  (...outcomes: readonly TestOutcome[]) =>
  (table: Table) => ({ ...table, outcomes: [...table.outcomes, ...outcomes] });
const over = (one: NodeDetails) => (table: Table) => ({ ...table, sources: [one] });
const upstream = (over: Partial<UpstreamHealth>) => (table: Table) => ({
  ...table,
  upstream: { ...table.upstream, ...over },
});
const lastChecked = (lastCheckedAt: string | null) =>
  upstream({
    longestUnchecked: {
      source: 'source raw.clicks',
      lastCheckedAtMs: lastCheckedAt === null ? null : Date.parse(lastCheckedAt),
    },
  });
const undescribed = (table: Table) => ({ ...table, description: null });

/** Worst first, as their reasons must stand. */
const OF_BUILDERS: readonly Criterion[] = [
  {
    part: 'run',
    change: withRun('error'),
    level: 'DEGRADED',
    reason: 'The last build failed: it ended with "error".',
  },
  { part: 'tests', change: moreTests('FAIL'), level: 'DEGRADED', reason: '1 data test fails.' },
  {
    part: 'tests',
    change: moreTests('ERROR', 'ERROR'),
    level: 'DEGRADED',
    reason: '2 data tests end in an error.',
  },
  {
    part: 'source',
    change: over(checkedAt(YESTERDAY, 'Error')),
    level: 'DEGRADED',
    reason: 'The freshness of the source over this table is in error.',
  },
  {
    part: 'source',
    change: over(checkedAt(A_SECOND_MORE)),
    level: 'DEGRADED',
    reason:
      'The freshness of the source over this table is configured, but was not checked in the last 30 days.',
  },
  {
    part: 'upstream',
    change: upstream({ inError: { count: 1, nearest: 'source raw.events' } }),
    level: 'DEGRADED',
    reason: 'The freshness of source raw.events upstream is in error.',
  },
  {
    part: 'upstream',
    change: upstream({ inError: { count: 3, nearest: 'source raw.events' } }),
    level: 'DEGRADED',
    reason: 'The freshness of 3 sources upstream is in error: source raw.events and 2 more.',
  },
  {
    part: 'late upstream',
    change: lastChecked(A_SECOND_MORE),
    level: 'DEGRADED',
    reason:
      'The freshness of source raw.clicks upstream is configured, but was not checked in the last 30 days.',
  },
  {
    part: 'run',
    change: withRun('success', A_SECOND_MORE),
    level: 'CAUTION',
    reason: 'No run has built it in the last 30 days.',
  },
  {
    part: 'run',
    change: withRun('skipped'),
    level: 'CAUTION',
    reason: 'The last attempt to build it was skipped.',
  },
  {
    part: 'run',
    change: withRun('Cancelled'),
    level: 'CAUTION',
    reason: 'The last attempt to build it was cancelled.',
  },
  { part: 'tests', change: moreTests('WARN'), level: 'CAUTION', reason: '1 data test warns.' },
  { part: 'verdicts', change: moreTests('SKIPPED'), level: 'CAUTION', reason: '1 data test has no verdict.' },
  {
    part: 'verdicts',
    change: moreTests('NOT_RUN', 'SKIPPED'),
    level: 'CAUTION',
    reason: '2 data tests have no verdict.',
  },
  {
    part: 'source',
    change: over(checkedAt(YESTERDAY, 'warn')),
    level: 'CAUTION',
    reason: 'The freshness of the source over this table warns.',
  },
  {
    part: 'upstream',
    change: upstream({ warning: { count: 1, nearest: 'source raw.events' } }),
    level: 'CAUTION',
    reason: 'The freshness of source raw.events upstream warns.',
  },
  { part: 'description', change: undescribed, level: 'CAUTION', reason: 'It has no description.' },
];

const OF_SOURCES: readonly Criterion[] = [
  {
    part: 'source',
    change: (table) => ({ ...table, node: checkedAt(YESTERDAY, 'runtime error') }),
    level: 'DEGRADED',
    reason: 'The freshness of this source is in error.',
  },
  { part: 'tests', change: moreTests('FAIL', 'FAIL'), level: 'DEGRADED', reason: '2 data tests fail.' },
  { part: 'tests', change: moreTests('ERROR'), level: 'DEGRADED', reason: '1 data test ends in an error.' },
  {
    part: 'source',
    change: (table) => ({ ...table, node: checkedAt(YESTERDAY, 'Warn') }),
    level: 'CAUTION',
    reason: 'The freshness of this source warns.',
  },
  {
    part: 'source',
    change: (table) => ({ ...table, node: sourceDetails({}) }),
    level: 'CAUTION',
    reason: 'The freshness of this source is not configured.',
  },
  {
    part: 'source',
    change: (table) => ({ ...table, node: checkedAt(A_SECOND_MORE) }),
    level: 'CAUTION',
    reason: 'The freshness of this source was not checked in the last 30 days.',
  },
  { part: 'tests', change: moreTests('WARN', 'WARN'), level: 'CAUTION', reason: '2 data tests warn.' },
  { part: 'verdicts', change: moreTests('NOT_RUN'), level: 'CAUTION', reason: '1 data test has no verdict.' },
  { part: 'description', change: undescribed, level: 'CAUTION', reason: 'It has no description.' },
];

describe.each([
  ['model', model, OF_BUILDERS],
  ['source', source, OF_SOURCES],
] as const)('a %s', (_name, healthy, criteria) => {
  it('is healthy, without a reason, where no criterion is missed', () => {
    expect(health(healthy)).toEqual({ level: 'HEALTHY', reasons: [] });
  });

  it.each(criteria.map((one) => [one.reason, one] as const))(
    'alone: %s',
    (_title, { change, level, reason }) => {
      expect(health(change(healthy))).toEqual({ level, reasons: [reason] });
    },
  );

  const pairs = criteria.flatMap((worse, place) =>
    criteria
      .slice(place + 1)
      .flatMap((other) => (worse.part === other.part ? [] : [[worse, other] as const])),
  );
  it.each(pairs.map(([worse, other]) => [worse.reason, other.reason, worse, other] as const))(
    'both: %s %s',
    (_worse, _other, worse, other) => {
      const { level, reasons } = health(other.change(worse.change(healthy)));
      expect([level, reasons]).toEqual([worse.level, [worse.reason, other.reason]]);
    },
  );
});

describe('boundaries', () => {
  it.each([
    ['30 days to the second', THIRTY_DAYS_AGO, true],
    ['a second less', A_SECOND_LESS, true],
    ['a second more', A_SECOND_MORE, false],
    ['tomorrow, as a clock ahead says', '2026-04-01T00:00:00Z', true],
  ])('a build %s ago', (_title, at, isRecent) => {
    expect(health(withRun('success', at)(model)).level).toBe(isRecent ? 'HEALTHY' : 'CAUTION');
  });

  it.each([
    ['30 days to the second', THIRTY_DAYS_AGO, 'HEALTHY', 'HEALTHY'],
    ['a second less', A_SECOND_LESS, 'HEALTHY', 'HEALTHY'],
    ['a second more', A_SECOND_MORE, 'CAUTION', 'DEGRADED'],
  ] as const)('a check %s ago, of the source itself and of one over a model', (_title, at, own, upstream) => {
    expect(health({ ...source, node: checkedAt(at) }).level).toBe(own);
    expect(health(over(checkedAt(at))(model)).level).toBe(upstream);
  });

  it.each([
    ['30 days to the second', THIRTY_DAYS_AGO, 'HEALTHY'],
    ['a second less', A_SECOND_LESS, 'HEALTHY'],
    ['a second more', A_SECOND_MORE, 'DEGRADED'],
    ['tomorrow, as a clock ahead says', '2026-04-01T00:00:00Z', 'HEALTHY'],
    ['never', null, 'DEGRADED'],
  ] as const)('the check of a source upstream that was checked %s ago', (_title, at, level) => {
    expect(health(lastChecked(at)(model)).level).toBe(level);
  });

  it('a check without a moment of its own is dated by its run', () => {
    const dated = (runGeneratedAt: string) =>
      sourceDetails({ checked: true, status: 'Pass', runGeneratedAt, hasThreshold: true });
    expect(health({ ...source, node: dated(A_SECOND_LESS) }).level).toBe('HEALTHY');
    expect(health({ ...source, node: dated(A_SECOND_MORE) }).level).toBe('CAUTION');
  });

  it('criteria without any check count as checked more than 30 days ago', () => {
    const never = sourceDetails({ hasThreshold: true });
    expect(health({ ...source, node: never }).reasons).toEqual([
      'The freshness of this source was not checked in the last 30 days.',
    ]);
    expect(health(over(never)(model)).level).toBe('DEGRADED');
  });

  it('a source over a model that nobody configured to check is no fault', () => {
    expect(health(over(sourceDetails({}))(model)).level).toBe('HEALTHY');
  });

  it('two sources are one table: the worse verdict, the later check', () => {
    const both = { ...source, node: checkedAt(A_SECOND_MORE), sources: [checkedAt(YESTERDAY, 'Warn')] };
    expect(health(both)).toEqual({ level: 'CAUTION', reasons: ['The freshness of this source warns.'] });
  });

  it('a table has no tests: of a model a reason for caution, of a source none', () => {
    expect(health(withTests()(model))).toEqual({ level: 'CAUTION', reasons: ['It has no data tests.'] });
    expect(health(withTests()(source)).level).toBe('HEALTHY');
  });

  it('failures and errors are one criterion, and one sentence', () => {
    expect(health(moreTests('FAIL', 'FAIL', 'ERROR')(model)).reasons).toEqual([
      '2 data tests fail and 1 data test ends in an error.',
    ]);
  });
});

describe('UNKNOWN', () => {
  const never: Table = { ...model, node: details(), outcomes: ['NOT_RUN'], description: null };

  it('is a model that no run has processed and whose tests have no verdict: one sentence, whatever else is missed', () => {
    const unknown = ['No run has processed it, and none of its tests has a verdict.'];
    expect(health(never)).toEqual({ level: 'UNKNOWN', reasons: unknown });
    expect(health({ ...never, outcomes: [] }).reasons).toEqual(unknown);
    expect(health({ ...never, node: details({ execution: execution() }) }).reasons).toEqual(unknown);
  });

  it.each<[string, Table, Health]>([
    ['a test that passed', { ...never, outcomes: ['PASS'] }, 'CAUTION'],
    ['a test that failed', { ...never, outcomes: ['FAIL'] }, 'DEGRADED'],
    [
      'a first build that failed',
      { ...never, node: details({ execution: execution({ lastRunStatus: 'error' }) }) },
      'DEGRADED',
    ],
    ['a source over it in error', { ...never, sources: [checkedAt(YESTERDAY, 'Error')] }, 'DEGRADED'],
    [
      'a run that reused it',
      { ...never, node: details({ execution: execution({ lastRunStatus: 'reused' }) }) },
      'CAUTION',
    ],
  ])('is not the level of one with %s', (_title, table, level) => {
    expect(health(table).level).toBe(level);
  });

  it('is never the level of a source that is matched', () => {
    expect(health({ ...source, node: sourceDetails({}), outcomes: [], description: null }).level).toBe(
      'CAUTION',
    );
  });
});

describe('words of runs', () => {
  it.each(['success', 'warn', 'reused', 'no-op', 'a word of tomorrow'])('%s is no failure', (word) => {
    expect(health(withRun(word)(model))).toEqual({ level: 'HEALTHY', reasons: [] });
  });

  it.each(['error', 'Error', ' fail ', 'runtime error', 'partial success'])('%s is one', (word) => {
    expect(health(withRun(word)(model)).level).toBe('DEGRADED');
  });
});
