import type { TableMatch } from '../facts/facts.ts';
import type { RelationIndex } from '../facts/relation-index.ts';
import type { Needs } from './needs.ts';
import type { TableFacts } from './table-facts.ts';

/**
 * Keeps what was worked out from facts that have not changed since, so that a warm query works out nothing: matches by the indexes
 * they were found in, whole answers by the entries they were made of. What is kept goes with the facts it was made of.
 */
export interface TableMemory {
  match(relations: readonly RelationIndex[], key: string, work: () => TableMatch): TableMatch;
  /** `parts`: everything the answer is made of besides the match, compared by identity. */
  facts(match: TableMatch, needs: Needs, parts: readonly unknown[], work: () => TableFacts): TableFacts;
}

/** For each set of indexes; beyond it somebody asks for names at random, and everything is forgotten. */
const MAX_MATCHES = 50_000;

interface Matches {
  readonly relations: readonly RelationIndex[];
  readonly byKey: Map<string, TableMatch>;
}

interface Answer {
  readonly parts: readonly unknown[];
  readonly facts: TableFacts;
}

export function createTableMemory(): TableMemory {
  const matchesByLast = new WeakMap<RelationIndex, Matches>();
  const answersByMatch = new WeakMap<TableMatch, Map<Needs, Answer>>();

  function matchesOf(relations: readonly RelationIndex[]): Matches | null {
    const last = relations.at(-1);
    if (last === undefined) return null;
    const known = matchesByLast.get(last);
    if (known !== undefined && areSame(known.relations, relations)) return known;
    const matches: Matches = { relations, byKey: new Map() };
    matchesByLast.set(last, matches);
    return matches;
  }

  return {
    match(relations, key, work) {
      const matches = matchesOf(relations);
      if (matches === null) return work();
      const known = matches.byKey.get(key);
      if (known !== undefined) return known;
      if (matches.byKey.size >= MAX_MATCHES) matches.byKey.clear();
      const match = work();
      matches.byKey.set(key, match);
      return match;
    },

    facts(match, needs, parts, work) {
      const answers = answersByMatch.get(match) ?? new Map<Needs, Answer>();
      answersByMatch.set(match, answers);
      const known = answers.get(needs);
      if (known !== undefined && areSame(known.parts, parts)) return known.facts;
      const facts = work();
      answers.set(needs, { parts, facts });
      return facts;
    },
  };
}

function areSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, position) => item === right[position]);
}
