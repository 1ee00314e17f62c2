import type { SourceStatus } from './facts.ts';
import { isSameInstant, toInstant } from './instants.ts';
import type { NodeDetails, SourceFreshness } from './node.ts';

/** What the freshness checks of a table's sources say. */
export interface SourceVerdict {
  /** The worst verdict; a source without one does not count. */
  readonly status: SourceStatus | null;
  /** When the check of that verdict looked. */
  readonly checkedAt: string | null;
  /** Whether the criteria of one of the sources hold a threshold, or a check of one exists. */
  readonly isConfigured: boolean;
  /** The latest check of any of the sources, whatever it said. */
  readonly lastCheckedAt: string | null;
}

const STATUSES: ReadonlyMap<string, SourceStatus> = new Map([
  ['pass', 'PASS'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  // dbt's word for a check that broke, for example because the table or its date column is gone.
  ['runtime error', 'ERROR'],
]);

const WORST_FIRST: readonly SourceStatus[] = ['ERROR', 'WARN', 'PASS', 'UNKNOWN'];

/** The verdict on several sources that name the same table; nulls without any check. */
export function toSourceVerdict(sources: readonly Pick<NodeDetails, 'freshness'>[]): SourceVerdict {
  const checks = sources.flatMap(({ freshness }) => freshness ?? []);
  const clocks = checks.map(toCheckedAt);
  const isConfigured = checks.some(isChecked) || checks.some(({ hasThreshold }) => hasThreshold);
  const lastCheckedAt = newestOf(clocks);
  for (const status of WORST_FIRST) {
    const alike = checks.filter((check) => toSourceStatus(check) === status);
    if (alike.length === 0) continue;
    return { status, checkedAt: newestOf(alike.map(toCheckedAt)), isConfigured, lastCheckedAt };
  }
  return { status: null, checkedAt: null, isConfigured, lastCheckedAt };
}

/**
 * When the newest row of a source was loaded, as its check saw it. Null where the check read its own moment instead, which it does where
 * the source is a view that dates its rows by the clock.
 */
export function toMaxLoadedAt(freshness: SourceFreshness | null): string | null {
  if (freshness === null || isOwnMoment(freshness)) return null;
  return toInstant(freshness.maxLoadedAt);
}

/** Whether the check took its own moment for the time of the newest row: both are equal to the last digit. */
export function isOwnMoment({ maxLoadedAt, snapshottedAt }: SourceFreshness): boolean {
  return isSameInstant(maxLoadedAt, snapshottedAt);
}

/** When the check looked, else when its run wrote the results. */
function toCheckedAt({ snapshottedAt, runGeneratedAt }: SourceFreshness): string | null {
  return toInstant(snapshottedAt) ?? toInstant(runGeneratedAt);
}

function isChecked(freshness: SourceFreshness): boolean {
  return toSourceStatus(freshness) !== null || toCheckedAt(freshness) !== null;
}

/** A source that nobody checks carries an empty freshness: no verdict, which is not an unknown one. */
function toSourceStatus(freshness: SourceFreshness): SourceStatus | null {
  const word = freshness.status?.trim().toLowerCase() ?? '';
  const status = STATUSES.get(word);
  if (status !== undefined) return status;
  if (freshness.checked === false) return null;
  return word === '' && freshness.checked !== true ? null : 'UNKNOWN';
}

/** Instants of one form, so that their texts sort like the times. */
function newestOf(instants: readonly (string | null)[]): string | null {
  return instants.reduce(
    (newest, instant) => (instant !== null && (newest === null || instant > newest) ? instant : newest),
    null,
  );
}
