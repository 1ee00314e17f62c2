import { type EnvironmentOutcome, isRead, type ReadEnvironment } from '../environments/read-environments.ts';
import type { TableMatch } from '../facts/facts.ts';
import { explainUnmatched, matchTable } from '../facts/match-table.ts';
import type { Relation } from '../facts/node.ts';
import { isBuilder } from '../facts/relation.ts';

/** Either a match, or the failure that keeps it from being known. */
export type MatchOutcome = { readonly match: TableMatch } | { readonly error: unknown };

/**
 * Matches one relation against what could be read. An environment that could not be read leaves the answer open,
 * unless a builder answers whom no such environment could outrank: a wrong table would be worse than none.
 */
export function matchAgainst(relation: Relation, outcomes: readonly EnvironmentOutcome[]): MatchOutcome {
  const read = outcomes.filter(isRead);
  const match = matchTable(
    relation,
    read.map(({ relations }) => relations),
  );
  const failedAt = outcomes.findIndex((outcome) => !isRead(outcome));
  const failed = outcomes[failedAt];
  if (failed === undefined || isRead(failed)) return { match };
  const answeredAt = outcomes.findIndex(({ environment }) => environment.id === match.answer?.environmentId);
  const settled = match.answer !== null && isBuilder(match.answer.node) && answeredAt < failedAt;
  return settled ? { match } : { error: failed.error };
}

/** The same relation once more, with the definition state at hand: built never, or not in dbt at all. */
export function explainAgainst(
  relation: Relation,
  applied: readonly ReadEnvironment[],
  definition: readonly EnvironmentOutcome[],
): TableMatch {
  return explainUnmatched(
    relation,
    applied.map(({ relations }) => relations),
    definition.filter(isRead).map(({ relations }) => relations),
  );
}
