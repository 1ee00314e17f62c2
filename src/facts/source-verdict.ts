import type { SourceStatus } from './facts.ts';
import { toInstant } from './instants.ts';
import type { NodeDetails, SourceFreshness } from './node.ts';

/** What the freshness checks of a table's sources say. */
export interface SourceVerdict {
  readonly status: SourceStatus | null;
  readonly checkedAt: string | null;
}

const STATUSES: ReadonlyMap<string, SourceStatus> = new Map([
  ['pass', 'PASS'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  // dbt's word for a check that broke, for example because the table or its date column is gone.
  ['runtime error', 'ERROR'],
]);

const WORST_FIRST: readonly SourceStatus[] = ['ERROR', 'WARN', 'PASS', 'UNKNOWN'];

/** The worst verdict among several sources that name the same table, and when its check looked; nulls without any check. */
export function toSourceVerdict(sources: readonly Pick<NodeDetails, 'freshness'>[]): SourceVerdict {
  const verdicts = sources.flatMap(({ freshness }): SourceVerdict[] => {
    const status = freshness === null ? null : toSourceStatus(freshness);
    return status === null ? [] : [{ status, checkedAt: toInstant(freshness?.snapshottedAt) }];
  });
  for (const status of WORST_FIRST) {
    const found = verdicts.filter((verdict) => verdict.status === status);
    const checkedAt = found
      .map((verdict) => verdict.checkedAt ?? '')
      .sort()
      .at(-1);
    if (checkedAt !== undefined) return { status, checkedAt: checkedAt === '' ? null : checkedAt };
  }
  return { status: null, checkedAt: null };
}

/** A source that nobody checks carries an empty freshness: no verdict, which is not an unknown one. */
function toSourceStatus(freshness: SourceFreshness): SourceStatus | null {
  const word = freshness.status?.trim().toLowerCase() ?? '';
  const status = STATUSES.get(word);
  if (status !== undefined) return status;
  if (freshness.checked === false) return null;
  return word === '' && freshness.checked !== true ? null : 'UNKNOWN';
}
