import type { Freshness, Health, TestSummary } from './facts.ts';
import { toEpochMs } from './instants.ts';
import type { NodeDetails } from './node.ts';
import { toRunEffect } from './run-status.ts';
import { type SourceVerdict, toSourceVerdict } from './source-verdict.ts';
import type { SourcesAtFault, UnknownUpstream, UpstreamHealth } from './upstream/upstream-health.ts';

export interface HealthInput {
  /** The node that answers. */
  readonly details: NodeDetails;
  /** Other nodes that declare the same table as a source. */
  readonly otherSources: readonly NodeDetails[];
  /** What is known of the sources upstream; of no account where a source answers. */
  readonly upstream: UpstreamHealth | UnknownUpstream;
  readonly summary: TestSummary;
  readonly freshness: Freshness;
  /** The description that is shown for the table. */
  readonly description: string | null;
  readonly nowMs: number;
}

export interface HealthVerdict {
  readonly level: Health;
  /** One short sentence for each criterion that is not met, worst first. */
  readonly reasons: readonly string[];
}

const STALE_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

/** The health of a table that no node answers for. */
export function unknownHealth(reason: string): HealthVerdict {
  return { level: 'UNKNOWN', reasons: [reason] };
}

/**
 * The level of dbt Catalog's health signals, by its published criteria. A known fault goes before UNKNOWN, UNKNOWN before CAUTION: a table
 * that no run has processed has no tests with verdicts and no builds to be cautious about.
 */
export function toHealth(input: HealthInput): HealthVerdict {
  if (input.details.resourceType === 'SOURCE')
    return toVerdict(faultsOfSource(input), cautionsOfSource(input));
  const faults = faultsOfBuilder(input);
  const { level, reasons } =
    faults.length === 0 && isUnprocessed(input)
      ? unknownHealth('No run has processed it, and none of its tests has a verdict.')
      : toVerdict(faults, cautionsOfBuilder(input));
  const { unknownReason } = input.upstream;
  return { level, reasons: unknownReason === null ? reasons : [...reasons, unknownReason] };
}

function toVerdict(faults: readonly string[], cautions: readonly string[]): HealthVerdict {
  if (faults.length > 0) return { level: 'DEGRADED', reasons: [...faults, ...cautions] };
  return { level: cautions.length > 0 ? 'CAUTION' : 'HEALTHY', reasons: cautions };
}

function faultsOfBuilder(input: HealthInput): readonly string[] {
  const { freshness, summary, otherSources } = input;
  const over = toSourceVerdict(otherSources);
  return [
    ...when(
      toRunEffect(freshness.lastAttemptStatus) === 'FAILED',
      `The last build failed: it ended with "${freshness.lastAttemptStatus}".`,
    ),
    ...failingTests(summary),
    ...when(over.status === 'ERROR', 'The freshness of the source over this table is in error.'),
    ...when(
      over.status !== 'ERROR' && over.isConfigured && isUnchecked(over, input),
      'The freshness of the source over this table is configured, but was not checked in the last 30 days.',
    ),
    ...faultsUpstream(input),
  ];
}

function cautionsOfBuilder(input: HealthInput): readonly string[] {
  const { freshness, summary, otherSources, nowMs } = input;
  return [
    ...when(isOlderThan30Days(freshness.refreshedAt, nowMs), 'No run has built it in the last 30 days.'),
    ...when(
      toRunEffect(freshness.lastAttemptStatus) === 'NOT_ATTEMPTED',
      `The last attempt to build it was ${freshness.lastAttemptStatus?.trim().toLowerCase()}.`,
    ),
    ...testsToMind(summary),
    ...when(
      toSourceVerdict(otherSources).status === 'WARN',
      'The freshness of the source over this table warns.',
    ),
    ...cautionsUpstream(input),
    ...when(summary.total === 0, 'It has no data tests.'),
    ...undescribed(input),
  ];
}

function faultsUpstream({ upstream, nowMs }: HealthInput): readonly string[] {
  if (!('inError' in upstream)) return [];
  const { inError, longestUnchecked } = upstream;
  return [
    ...atFault(inError, 'is in error'),
    ...(longestUnchecked !== null && isLongAgo(longestUnchecked.lastCheckedAtMs, nowMs)
      ? [
          `The freshness of ${longestUnchecked.source} upstream is configured, but was not checked in the last 30 days.`,
        ]
      : []),
  ];
}

function cautionsUpstream({ upstream }: HealthInput): readonly string[] {
  return 'warning' in upstream ? atFault(upstream.warning, 'warns') : [];
}

function atFault(sources: SourcesAtFault | null, fault: string): readonly string[] {
  if (sources === null) return [];
  const { count, nearest } = sources;
  return count === 1
    ? [`The freshness of ${nearest} upstream ${fault}.`]
    : [`The freshness of ${count} sources upstream ${fault}: ${nearest} and ${count - 1} more.`];
}

function faultsOfSource({ details, otherSources, summary }: HealthInput): readonly string[] {
  const { status } = toSourceVerdict([details, ...otherSources]);
  return [...when(status === 'ERROR', 'The freshness of this source is in error.'), ...failingTests(summary)];
}

function cautionsOfSource(input: HealthInput): readonly string[] {
  const verdict = toSourceVerdict([input.details, ...input.otherSources]);
  return [
    ...when(verdict.status === 'WARN', 'The freshness of this source warns.'),
    ...when(!verdict.isConfigured, 'The freshness of this source is not configured.'),
    ...when(
      verdict.isConfigured && isUnchecked(verdict, input),
      'The freshness of this source was not checked in the last 30 days.',
    ),
    ...testsToMind(input.summary),
    ...undescribed(input),
  ];
}

function failingTests({ failed, errored }: TestSummary): readonly string[] {
  const parts = [
    ...when(failed > 0, `${count(failed)} ${failed === 1 ? 'fails' : 'fail'}`),
    ...when(errored > 0, `${count(errored)} ${errored === 1 ? 'ends' : 'end'} in an error`),
  ];
  return when(parts.length > 0, `${parts.join(' and ')}.`);
}

function testsToMind({ warned, skipped, notRun }: TestSummary): readonly string[] {
  const silent = skipped + notRun;
  return [
    ...when(warned > 0, `${count(warned)} ${warned === 1 ? 'warns' : 'warn'}.`),
    ...when(silent > 0, `${count(silent)} ${silent === 1 ? 'has' : 'have'} no verdict.`),
  ];
}

function count(tests: number): string {
  return `${tests} data ${tests === 1 ? 'test' : 'tests'}`;
}

function undescribed({ description }: HealthInput): readonly string[] {
  return when(description === null, 'It has no description.');
}

function isUnprocessed({ details, freshness, summary }: HealthInput): boolean {
  const { passed, warned, failed, errored } = summary;
  const isProcessed =
    freshness.refreshedAt !== null ||
    freshness.lastAttemptedAt !== null ||
    toRunEffect(freshness.lastAttemptStatus) !== null ||
    (details.execution?.lastRunId ?? null) !== null;
  return !isProcessed && passed + warned + failed + errored === 0;
}

function isUnchecked({ lastCheckedAt }: SourceVerdict, { nowMs }: HealthInput): boolean {
  return isOlderThan30Days(lastCheckedAt, nowMs);
}

function isOlderThan30Days(instant: string | null, nowMs: number): boolean {
  return isLongAgo(toEpochMs(instant), nowMs);
}

/** Never counts as longer than 30 days ago. */
function isLongAgo(epochMs: number | null, nowMs: number): boolean {
  return epochMs === null || nowMs - epochMs > STALE_AFTER_MS;
}

function when(condition: boolean, sentence: string): readonly string[] {
  return condition ? [sentence] : [];
}
