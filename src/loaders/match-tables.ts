import { type EnvironmentOutcome, isRead, type ReadEnvironment } from '../environments/read-environments.ts';
import type { TableMatch } from '../facts/facts.ts';
import { explainUnmatched, matchTable } from '../facts/match-table.ts';
import type { Relation } from '../facts/node.ts';
import { isBuilder } from '../facts/relation.ts';
import type { TableMemory } from './table-memory.ts';

/** Either a match, or the failure that keeps it from being known. */
export type MatchOutcome = { readonly match: TableMatch } | { readonly error: unknown };

export function isMatched(outcome: MatchOutcome): outcome is { readonly match: TableMatch } {
  return 'match' in outcome;
}

/**
 * Matches relations against what could be read. An environment that could not be read leaves an answer open,
 * unless a builder answers whom no such environment could outrank: a wrong table would be worse than none.
 */
export function createMatcher(
  outcomes: readonly EnvironmentOutcome[],
  memory: TableMemory,
): (relation: Relation) => MatchOutcome {
  const relations = outcomes.filter(isRead).map((read) => read.relations);
  const failedAt = outcomes.findIndex((outcome) => !isRead(outcome));
  const failed = outcomes[failedAt];
  return (relation) => {
    const match = memory.match(relations, keyOf(relation), () => matchTable(relation, relations));
    if (failed === undefined || isRead(failed)) return { match };
    const answeredAt = outcomes.findIndex(
      ({ environment }) => environment.id === match.answer?.environmentId,
    );
    const settled = match.answer !== null && isBuilder(match.answer.node) && answeredAt < failedAt;
    return settled ? { match } : { error: failed.error };
  };
}

/** The same relation once more, with the definition state at hand: built never, or not in dbt at all. */
export function createExplainer(
  applied: readonly ReadEnvironment[],
  definition: readonly EnvironmentOutcome[],
  memory: TableMemory,
): (relation: Relation) => MatchOutcome {
  const built = applied.map(({ relations }) => relations);
  const declared = definition.filter(isRead).map(({ relations }) => relations);
  const failed = definition.find((outcome) => !isRead(outcome));
  return (relation) => {
    if (failed !== undefined && !isRead(failed)) return { error: failed.error };
    return {
      match: memory.match([...built, ...declared], keyOf(relation), () =>
        explainUnmatched(relation, built, declared),
      ),
    };
  };
}

/** NUL cannot stand in a name of any warehouse; no database and an empty one mean the same. */
function keyOf({ database, schema, name }: Relation): string {
  return `${database ?? ''}\u0000${schema}\u0000${name}`;
}
