import type { Freshness, FreshnessBasis } from './facts.ts';
import { toInstant } from './instants.ts';
import type { NodeDetails } from './node.ts';
import { toRunEffect } from './run-status.ts';
import { isOwnMoment, toMaxLoadedAt, toSourceVerdict } from './source-verdict.ts';

/** The freshness of a table that no node answers for; the reason is read when it is asked for. */
export function unknownFreshness(why: { readonly reason: string }): Freshness {
  return {
    refreshedAt: null,
    basis: 'UNKNOWN',
    get unknownReason() {
      return why.reason;
    },
    lastAttemptedAt: null,
    lastAttemptStatus: null,
    sourceStatus: null,
    sourceCheckedAt: null,
  };
}

/**
 * When the data of a table was last refreshed. `answer` is the node that answers for it; `sources` are other nodes that declare the same
 * table as a source. They add the verdict of their freshness checks; the refresh time only where a source answers that has none.
 */
export function toFreshness(answer: NodeDetails, sources: readonly NodeDetails[]): Freshness {
  const isSource = answer.resourceType === 'SOURCE';
  const checked = isSource ? [answer, ...sources] : sources;
  const refreshedAt = isSource
    ? (checked.map(({ freshness }) => toMaxLoadedAt(freshness)).find((instant) => instant !== null) ?? null)
    : toInstant(answer.execution?.executeCompletedAt);
  const verdict = toSourceVerdict(checked);
  return {
    refreshedAt,
    basis: refreshedAt === null ? 'UNKNOWN' : toBasis(answer),
    unknownReason: refreshedAt === null ? explainUnknown(answer, checked) : null,
    lastAttemptedAt: toInstant(answer.execution?.lastRunGeneratedAt),
    lastAttemptStatus: answer.execution?.lastRunStatus ?? null,
    sourceStatus: verdict.status,
    sourceCheckedAt: verdict.checkedAt,
  };
}

function toBasis(answer: NodeDetails): FreshnessBasis {
  switch (answer.resourceType) {
    case 'SOURCE':
      return 'SOURCE_MAX_LOADED_AT';
    case 'SEED':
      return 'SEED_LOAD';
    case 'SNAPSHOT':
      return 'SNAPSHOT';
    default:
      // A view is rebuilt without its data becoming any newer; a materialized view holds data of its own.
      return answer.materializedType?.trim().toLowerCase() === 'view' ? 'VIEW_DEFINITION' : 'MODEL_BUILD';
  }
}

function explainUnknown(answer: NodeDetails, checked: readonly NodeDetails[]): string {
  return answer.resourceType === 'SOURCE' ? explainUnknownLoad(checked) : explainUnknownBuild(answer);
}

function explainUnknownLoad(checked: readonly NodeDetails[]): string {
  if (checked.some(({ freshness }) => freshness !== null && isOwnMoment(freshness))) {
    return 'The freshness check of this source found its own moment as the newest date, as it does over a view that dates its rows by the clock: point `loaded_at_field` at a column that says when the rows were loaded.';
  }
  return toSourceVerdict(checked).status === null
    ? 'dbt has not checked the freshness of this source: configure `loaded_at_field` and `freshness`, and run `dbt source freshness` in a job of the environment.'
    : 'The latest freshness check of this source found no date: see its error in the job, and check `loaded_at_field`.';
}

function explainUnknownBuild(answer: NodeDetails): string {
  const status = answer.execution?.lastRunStatus ?? null;
  const effect = toRunEffect(status);
  if (effect === null) return 'No run of the environment has built this table yet, as far as dbt remembers.';
  if (effect === 'LEFT_AS_IT_WAS') {
    return `The latest run left this table as it was ("${status}"), and when it was built before is more than dbt remembers. Nothing needs to change: the next build dates it.`;
  }
  return effect === 'BUILT'
    ? `The latest run ended with "${status}", but dbt does not say when it built this table.`
    : `No run is known to have built this table; the latest attempt ended with "${status}".`;
}
