import { type Claim, type ClaimingNode, databasesOf, findClaim } from './claims.ts';
import type { TableMatch } from './facts.ts';
import { withReason } from './lazy-reason.ts';
import { describeNearMiss } from './near-miss/describe-near-miss.ts';
import type { Relation } from './node.ts';
import { toDatabase } from './relation.ts';
import type { RelationIndex } from './relation-index.ts';
import * as reasons from './table-reasons.ts';

/**
 * Finds the node that answers for a relation. `environments` are indexes of the applied state, highest priority first.
 *
 * Every environment matches by its own warehouse's rule, and exact fits beat folded ones within it. Between environments rank comes first
 * (a builder in any of them beats a source in any other), then the order given: how exactly a name was matched does not overturn the
 * priority that an admin chose.
 */
export function matchTable(relation: Relation, environments: readonly RelationIndex[]): TableMatch {
  const asked = toAsked(relation);
  const match = decide(asked, findClaims(asked, environments));
  return match ?? notInDbt(asked, environments, []);
}

/**
 * Explains a relation that `matchTable` found nowhere in the applied state: declared in the definition state only (NOT_BUILT), or not
 * known to dbt at all (NOT_IN_DBT) with whatever came near. A node that the applied state of its environment holds was built, so it is
 * never taken for one that was not.
 */
export function explainUnmatched(
  relation: Relation,
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): TableMatch {
  const asked = toAsked(relation);
  const builtIndexes = new Map(applied.map((index) => [index.environmentId, index]));
  const claims = definition.flatMap((index) => {
    const built = builtIndexes.get(index.environmentId);
    return (
      findClaim(asked, index, {
        isExcluded: (uniqueId) => built?.has(uniqueId) ?? false,
        // Only the applied state shows relation names, which tell how many levels there are.
        isTwoLevel: (built?.isTwoLevel ?? false) || index.isTwoLevel,
      }) ?? []
    );
  });
  const candidates = listCandidates(claims);
  const [first] = candidates;
  if (first === undefined) return notInDbt(asked, applied, definition);
  return withReason<TableMatch>({ status: 'NOT_BUILT', answer: null, candidates, contributors: [] }, () =>
    reasons.notBuilt(first, candidates.length),
  );
}

function toAsked(relation: Relation): Relation {
  const database = toDatabase(relation.database);
  return database === relation.database ? relation : { ...relation, database };
}

function findClaims(relation: Relation, indexes: readonly RelationIndex[]): readonly FoundClaim[] {
  return indexes.flatMap((index) => {
    const claim = findClaim(relation, index);
    return claim === null ? [] : [{ ...claim, index }];
  });
}

interface FoundClaim extends Claim {
  readonly index: RelationIndex;
}

function decide(relation: Relation, claims: readonly FoundClaim[]): TableMatch | null {
  const building = claims.filter(({ builders }) => builders.length > 0);
  const leading = building[0] ?? claims[0];
  if (leading === undefined) return null;
  const candidates = listCandidates(claims);
  const [answer] = leading.builders.length > 0 ? leading.builders : leading.sources;
  if (answer === undefined) return null;
  const { doubt } = leading;
  if (doubt !== null) {
    return withReason<TableMatch>({ status: 'AMBIGUOUS', answer: null, candidates, contributors: [] }, () =>
      reasons.ambiguous(relation, doubt, candidates),
    );
  }
  const contributors = listContributors(answer, claims);
  const found = { answer, candidates, contributors };
  // Without a database on the catalogue's side nothing says which of several databases is meant: the order of environments does.
  if (relation.database === null && databasesOf(claims).size > 1) {
    return withReason<TableMatch>({ status: 'CONFLICT', ...found }, () =>
      reasons.databasesConflict(relation, answer, candidates),
    );
  }
  if (building.length > 1) {
    return withReason<TableMatch>({ status: 'CONFLICT', ...found }, () =>
      reasons.conflict(relation, answer, candidates),
    );
  }
  return {
    status: leading.tier,
    reason: reasons.matched(relation, leading, leading.index, answer),
    ...found,
  };
}

/** Builders of all environments in the order of priority, then sources. */
function listCandidates(claims: readonly Claim[]): readonly ClaimingNode[] {
  return [
    ...claims.flatMap(({ builders, bystanders }) => [...builders, ...bystanders]),
    ...claims.flatMap(({ sources }) => sources),
  ];
}

/** The nodes whose facts and tests are those of the table: the one that answers first, then all others of the very relation. */
function listContributors(answer: ClaimingNode, claims: readonly Claim[]): readonly ClaimingNode[] {
  const isOfTable = ({ comparedDatabase }: ClaimingNode) =>
    comparedDatabase === null ||
    answer.comparedDatabase === null ||
    comparedDatabase === answer.comparedDatabase;
  const others = [...claims.flatMap(({ builders }) => builders), ...claims.flatMap(({ sources }) => sources)];
  return [answer, ...others.filter((node) => node !== answer && isOfTable(node))];
}

function notInDbt(
  relation: Relation,
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): TableMatch {
  return withReason<TableMatch>(
    { status: 'NOT_IN_DBT', answer: null, candidates: [], contributors: [] },
    () => reasons.notInDbt(relation, describeNearMiss(relation, applied, definition)),
  );
}
