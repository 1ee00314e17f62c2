import type { Tone } from '../../ui/badge.tsx';
import type {
  Candidate,
  Freshness,
  Health,
  SourceStatus,
  TestOutcome,
  TestSummary,
} from './table-question.ts';

export interface Words {
  readonly words: string;
  readonly tone: Tone;
}

export const OUTCOMES: Readonly<Record<TestOutcome, Words>> = {
  ERROR: { words: 'Error', tone: 'bad' },
  FAIL: { words: 'Failed', tone: 'bad' },
  WARN: { words: 'Warned', tone: 'warn' },
  SKIPPED: { words: 'Skipped', tone: 'neutral' },
  NOT_RUN: { words: 'Not run', tone: 'neutral' },
  PASS: { words: 'Passed', tone: 'good' },
};

/** As the graph orders tests. */
export const WORST_FIRST: readonly TestOutcome[] = ['ERROR', 'FAIL', 'WARN', 'SKIPPED', 'NOT_RUN', 'PASS'];

/** Of tests taken together, by the worst of them. */
export const ROLLUP_TONES: Readonly<Record<TestSummary['outcome'], Tone>> = {
  ERROR: 'bad',
  FAIL: 'bad',
  WARN: 'warn',
  PASS: 'good',
  UNKNOWN: 'neutral',
  NO_TESTS: 'neutral',
};

export const HEALTHS: Readonly<Record<Health, Words>> = {
  HEALTHY: { words: 'Healthy', tone: 'good' },
  CAUTION: { words: 'Caution', tone: 'warn' },
  DEGRADED: { words: 'Degraded', tone: 'bad' },
  UNKNOWN: { words: 'Unknown', tone: 'neutral' },
};

export const SOURCE_STATUSES: Readonly<Record<SourceStatus, Words>> = {
  PASS: { words: 'Fresh', tone: 'good' },
  WARN: { words: 'Later than expected', tone: 'warn' },
  ERROR: { words: 'Stale', tone: 'bad' },
  UNKNOWN: { words: 'No verdict', tone: 'neutral' },
};

/** What `refreshedAt` is the time of. */
export const BASES: Readonly<Record<Freshness['basis'], string>> = {
  MODEL_BUILD: 'Last successful build of the model.',
  VIEW_DEFINITION: 'Last rebuild of the view. Its data is as fresh as the tables it reads.',
  SEED_LOAD: 'Last load of the seed.',
  SNAPSHOT: 'Last run of the snapshot.',
  SOURCE_MAX_LOADED_AT: 'Newest row that the freshness check of the source saw.',
  UNKNOWN: '',
};

export const RESOURCE_TYPES: Readonly<Record<Candidate['resourceType'], string>> = {
  MODEL: 'Model',
  SOURCE: 'Source',
  SEED: 'Seed',
  SNAPSHOT: 'Snapshot',
};

/** dbt's words for the end of a run, which grow with its versions; one that is not known here is shown as it is. */
const RUN_TONES: ReadonlyMap<string, Tone> = new Map([
  ['success', 'good'],
  ['pass', 'good'],
  ['warn', 'warn'],
  ['error', 'bad'],
  ['fail', 'bad'],
  ['failed', 'bad'],
  ['runtime error', 'bad'],
  ['partial success', 'bad'],
  ['skipped', 'warn'],
  ['cancelled', 'warn'],
  ['canceled', 'warn'],
]);

export function runWords(status: string | null): Words | null {
  const words = status?.trim().toLowerCase() ?? '';
  return words === '' ? null : { words, tone: RUN_TONES.get(words) ?? 'neutral' };
}

/** "1 failed, 11 passed", the worst first; null where there are no tests. */
export function countTests(summary: TestSummary): string | null {
  const counts: readonly (readonly [count: number, words: string])[] = [
    [summary.errored, 'in error'],
    [summary.failed, 'failed'],
    [summary.warned, 'warned'],
    [summary.skipped, 'skipped'],
    [summary.notRun, 'not run'],
    [summary.passed, 'passed'],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return told.length === 0 ? null : told.join(', ');
}

/** "shop, Production" */
export function describeEnvironment({ id, name, projectName }: Candidate['environment']): string {
  return [projectName, name ?? `environment ${id}`].filter((part) => part !== null).join(', ');
}
