import { type EnvironmentOutcome, isRead, type ReadEnvironment } from '../environments/read-environments.ts';
import { explainUnmatched, matchTable } from '../facts/match-table.ts';
import type { Relation } from '../facts/node.ts';
import { isBuilder } from '../facts/relation.ts';
import { relationKeyText } from './relation-key.ts';
import type { KeyedMatch, ScopedTableMemory } from './table-memory.ts';

/** Either a match, or the failure that keeps it from being known. */
export type MatchOutcome = KeyedMatch | { readonly error: unknown };

export function isMatched(outcome: MatchOutcome): outcome is KeyedMatch {
  return 'match' in outcome;
}

/**
 * Matches relations against what could be read. An environment that could not be read leaves an answer open,
 * unless a builder answers whom no such environment could outrank: a wrong table would be worse than none.
 */
export function createMatcher(
  outcomes: readonly EnvironmentOutcome[],
  memory: ScopedTableMemory,
): (relation: Relation) => MatchOutcome {
  const relations = outcomes.filter(isRead).map(({ state }) => state.relations);
  const failedAt = outcomes.findIndex((outcome) => !isRead(outcome));
  const failed = outcomes[failedAt];
  return (relation) => {
    const found = memory.match(relations, relationKeyText(relation), () => matchTable(relation, relations));
    if (failed === undefined || isRead(failed)) return found;
    const { answer } = found.match;
    const answeredAt = outcomes.findIndex(({ environment }) => environment.id === answer?.environmentId);
    const isSettled = answer !== null && isBuilder(answer.node) && answeredAt < failedAt;
    return isSettled ? found : { error: failed.error };
  };
}

/** The same relation once more, with the definition state at hand: built never, or not in dbt at all. */
export function createExplainer(
  applied: readonly ReadEnvironment[],
  definition: readonly EnvironmentOutcome[],
  memory: ScopedTableMemory,
): (relation: Relation) => MatchOutcome {
  const built = applied.map(({ state }) => state.relations);
  const declared = definition.filter(isRead).map(({ state }) => state.relations);
  const failed = definition.find((outcome) => !isRead(outcome));
  return (relation) => {
    if (failed !== undefined && !isRead(failed)) return { error: failed.error };
    return memory.match([...built, ...declared], relationKeyText(relation), () =>
      explainUnmatched(relation, built, declared),
    );
  };
}
