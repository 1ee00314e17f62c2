import type { CorpusNode, CorpusSet, FreshnessCheck } from './corpus-set.ts';
import { CRITERIA, type Criterion } from './criteria.ts';
import { type Builds, type Outcome, readBuilds, readOutcomes } from './executions.ts';
import { isBlank, tableText } from './texts.ts';
import { createExpectedUpstream, type ExpectedSource } from './upstream/expected-upstream.ts';

/** What the health of a table should be, by dbt Catalog's published criteria and the files of its set. */
export interface ExpectedHealth {
  readonly level: string;
  /** The criteria that are not met; none where the level is UNKNOWN. */
  readonly criteria: ReadonlySet<Criterion>;
}

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;
const NOT_ATTEMPTED = new Set(['skipped', 'cancelled']);
const FAILED = new Set(['error', 'fail', 'runtime error']);

/** Prepares a set to be asked for the health of each of its tables, given by the nodes that claim it. */
export function createExpectedHealth(set: CorpusSet): (claimants: readonly CorpusNode[]) => ExpectedHealth {
  const builds = readBuilds(set.nodes, set.runs);
  const outcomes = readOutcomes(set.nodes, set.tests, set.runs);
  const upstreamOf = createExpectedUpstream(set);
  const checks = new Map(set.checks.map((check) => [check.uniqueId, check]));
  const isOld = (instant: string | null) =>
    instant === null || set.nowMs - Date.parse(instant) > THIRTY_DAYS_MS;

  return (claimants) => {
    const [answering] = claimants;
    if (answering === undefined) return { level: 'UNKNOWN', criteria: new Set() };
    const ids = new Set(claimants.map(({ uniqueId }) => uniqueId));
    const tests = set.tests
      .filter(({ isUnit, owners }) => !isUnit && owners.some((id) => ids.has(id)))
      .map(({ uniqueId }) => outcomes.get(uniqueId) ?? 'NOT_RUN');
    const shared = [...ofTests(tests), ...when('no-description', isBlank(tableText(claimants)?.text ?? ''))];
    const sources = claimants.filter(({ type }) => type === 'source');
    const checked = sources.flatMap(({ uniqueId }) => checks.get(uniqueId) ?? []);
    const isConfigured = checked.length > 0 || sources.some(({ hasThreshold }) => hasThreshold);
    const isUnchecked = isConfigured && isOld(lastLook(checked));
    const verdicts = [
      ...when(
        'freshness-error',
        checked.some(({ status }) => FAILED.has(status)),
      ),
      ...when('freshness-warns', worst(checked) === 'warn'),
    ];
    if (answering.type === 'source') {
      return toHealth([
        ...shared,
        ...verdicts,
        ...when('freshness-not-configured', !isConfigured),
        ...when('freshness-unchecked', isUnchecked),
      ]);
    }
    const build = builds.get(answering.uniqueId);
    const found = [
      ...shared,
      ...verdicts,
      ...ofSourcesUpstream(upstreamOf(answering).sources, isOld),
      ...when('freshness-unchecked-over-builder', isUnchecked && worst(checked) !== 'error'),
      ...when('no-tests', tests.length === 0),
      ...ofBuilds(build, isOld),
    ];
    const isUntouched = build === undefined && tests.every((outcome) => SILENT.has(outcome));
    return toHealth(found, isUntouched);
  };
}

const SILENT: ReadonlySet<Outcome> = new Set(['SKIPPED', 'NOT_RUN']);

function ofTests(outcomes: readonly Outcome[]): readonly Criterion[] {
  return [
    ...when('test-fails', outcomes.includes('FAIL') || outcomes.includes('ERROR')),
    ...when('test-warns', outcomes.includes('WARN')),
    ...when(
      'test-silent',
      outcomes.some((outcome) => SILENT.has(outcome)),
    ),
  ];
}

function ofSourcesUpstream(
  sources: readonly ExpectedSource[],
  isOld: (instant: string | null) => boolean,
): readonly Criterion[] {
  const has = (wanted: string) => sources.some(({ verdict }) => verdict === wanted);
  const isUnchecked = ({ verdict, checkedAt }: ExpectedSource) =>
    verdict !== null && verdict !== 'ERROR' && isOld(checkedAt);
  return [
    ...when('upstream-error', has('ERROR')),
    ...when('upstream-unchecked', sources.some(isUnchecked)),
    ...when('upstream-warns', has('WARN')),
  ];
}

function ofBuilds(
  build: Builds | undefined,
  isOld: (instant: string | null) => boolean,
): readonly Criterion[] {
  return [
    ...when('build-failed', FAILED.has(build?.lastStatus ?? '')),
    ...when('not-attempted', NOT_ATTEMPTED.has(build?.lastStatus ?? '')),
    ...when('not-built-lately', isOld(build?.lastBuiltAt ?? null)),
  ];
}

function worst(checks: readonly FreshnessCheck[]): 'error' | 'warn' | null {
  if (checks.some(({ status }) => FAILED.has(status))) return 'error';
  return checks.some(({ status }) => status === 'warn') ? 'warn' : null;
}

function lastLook(checks: readonly FreshnessCheck[]): string | null {
  const looks = checks.map(({ snapshottedAt, generatedAt }) => snapshottedAt ?? generatedAt);
  return looks.sort((left, right) => Date.parse(left) - Date.parse(right)).at(-1) ?? null;
}

/** A fault that is known goes before UNKNOWN, UNKNOWN before CAUTION. */
function toHealth(criteria: readonly Criterion[], isUntouched = false): ExpectedHealth {
  const levels = CRITERIA.filter(({ criterion }) => criteria.includes(criterion)).map(({ level }) => level);
  if (levels.includes('DEGRADED')) return { level: 'DEGRADED', criteria: new Set(criteria) };
  if (isUntouched) return { level: 'UNKNOWN', criteria: new Set() };
  return { level: levels.length > 0 ? 'CAUTION' : 'HEALTHY', criteria: new Set(criteria) };
}

function when(criterion: Criterion, isMissed: boolean): readonly Criterion[] {
  return isMissed ? [criterion] : [];
}
