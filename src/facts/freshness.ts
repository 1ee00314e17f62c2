import type { Freshness, FreshnessBasis } from './facts.ts';
import { toInstant } from './instants.ts';
import type { NodeDetails } from './node.ts';
import { toSourceVerdict } from './source-verdict.ts';

/** The freshness of a table that no node answers for. */
export function unknownFreshness(unknownReason: string): Freshness {
  return {
    refreshedAt: null,
    basis: 'UNKNOWN',
    unknownReason,
    lastAttemptedAt: null,
    lastAttemptStatus: null,
    sourceStatus: null,
    sourceCheckedAt: null,
  };
}

/**
 * When the data of a table was last refreshed. `answer` is the node that answers for it; `sources` are other nodes that declare the same
 * table as a source: they add the verdict of their freshness checks, never the refresh time.
 */
export function toFreshness(answer: NodeDetails, sources: readonly NodeDetails[]): Freshness {
  const isSource = answer.resourceType === 'SOURCE';
  const refreshedAt = toInstant(
    isSource ? answer.freshness?.maxLoadedAt : answer.execution?.executeCompletedAt,
  );
  const verdict = toSourceVerdict(isSource ? [answer, ...sources] : sources);
  return {
    refreshedAt,
    basis: refreshedAt === null ? 'UNKNOWN' : toBasis(answer),
    unknownReason: refreshedAt === null ? explainUnknown(answer) : null,
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

function explainUnknown(answer: NodeDetails): string {
  if (answer.resourceType === 'SOURCE') {
    return toSourceVerdict([answer]).status === null
      ? 'dbt has not checked the freshness of this source: configure `loaded_at_field` and `freshness`, and run `dbt source freshness` in a job of the environment.'
      : 'The latest freshness check of this source found no date: see its error in the job, and check `loaded_at_field`.';
  }
  const status = answer.execution?.lastRunStatus ?? null;
  return status === null
    ? 'No run of the environment has built this table yet, as far as dbt remembers.'
    : `No run is known to have built this table; the latest attempt ended with "${status}".`;
}
