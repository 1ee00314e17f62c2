import type { TestFact } from '../facts.ts';
import { listNames, toSpokenName } from './names.ts';
import { isChecked, type SourceCheck } from './source-check.ts';

/** Tests are named one by one up to here. */
const MOST_TESTS_NAMED = 3;

/** A source of which the load time is not known. */
export interface UnknownSource {
  readonly uniqueId: string;
  readonly check: SourceCheck;
  readonly isApplied: boolean;
}

/** Of what nothing says what it is made of: the table itself, or a node upstream. */
export interface Untold {
  readonly uniqueId: string;
  readonly isItself: boolean;
}

export const NO_SOURCE = 'dbt lists no source upstream of this table.';
export const SEED =
  'A seed is loaded from a file of the project, so there is no source upstream of this table.';
export const ONLY_BUILT =
  'Every source upstream of this table is a relation that dbt builds itself, and the freshness of none of them is checked.';

export function sourceItselfUnknown(source: UnknownSource): string {
  return `The load time of this source is not known: ${whyUnknown(source)}.`;
}

/** `nearest` are the first few of the unknown ones. */
export function someSourcesUnknown(
  unknown: number,
  sources: number,
  nearest: readonly UnknownSource[],
): string {
  const named = nearest.map((source) => `${toSpokenName(source.uniqueId)} (${whyUnknown(source)})`);
  return `The load time of ${share(unknown, sources)} upstream is not known: ${listNames(named, unknown)}.`;
}

function share(part: number, whole: number): string {
  if (whole === 1) return 'the only source';
  if (part === whole) return part === 2 ? 'both sources' : `all ${whole} sources`;
  return `${part} of ${whole} sources`;
}

function whyUnknown({ check, isApplied }: UnknownSource): string {
  if (!isApplied) return 'dbt lists it in no applied state';
  if (!isChecked(check)) {
    return check.isConfigured
      ? 'its freshness is configured, but was never checked'
      : 'dbt does not check its freshness';
  }
  return check.isOwnMoment
    ? 'its freshness check found its own moment as the newest date'
    : 'its freshness check found no date';
}

export function untold({ uniqueId, isItself }: Untold): string {
  return isItself
    ? "The sources upstream are not known: dbt's API at this host does not tell what a table is made of."
    : `There may be more sources upstream than are known: dbt's API at this host does not tell what ${toSpokenName(uniqueId)} is made of.`;
}

export function failure(failedStatus: string | null, tests: readonly TestFact[]): string {
  const failed = tests.filter(({ outcome }) => outcome === 'FAIL');
  const errored = tests.filter(({ outcome }) => outcome === 'ERROR');
  return [
    ...(failedStatus === null ? [] : [`Its last build ended with "${failedStatus}".`]),
    ...describeTests(failed, 'fails', 'fail'),
    ...describeTests(errored, 'ends in an error', 'end in an error'),
  ].join(' ');
}

function describeTests(tests: readonly TestFact[], one: string, several: string): readonly string[] {
  if (tests.length === 0) return [];
  const names = tests.slice(0, MOST_TESTS_NAMED).map(({ name }) => name);
  const subject = tests.length === 1 ? `1 data test ${one}` : `${tests.length} data tests ${several}`;
  return [`${subject}: ${listNames(names, tests.length)}.`];
}
