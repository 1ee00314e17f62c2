import { type Claim, findClaim } from './claims.ts';
import type { Claimant, TableMatch } from './facts.ts';
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
  const builtIds = new Map<string, RelationIndex>(applied.map((index) => [index.environmentId, index]));
  const claims = definition.flatMap((index) => {
    const built = builtIds.get(index.environmentId);
    return findClaim(asked, index, (uniqueId) => built?.uniqueIds.has(uniqueId) ?? false) ?? [];
  });
  const candidates = listCandidates(claims);
  const [first] = candidates;
  if (first === undefined) return notInDbt(asked, applied, definition);
  return {
    status: 'NOT_BUILT',
    reason: reasons.notBuilt(asked, first, candidates.length),
    answer: null,
    candidates,
  };
}

function toAsked(relation: Relation): Relation {
  const database = toDatabase(relation.database);
  return database === relation.database ? relation : { ...relation, database };
}

function findClaims(relation: Relation, indexes: readonly RelationIndex[]): readonly Claim[] {
  return indexes.flatMap((index) => findClaim(relation, index) ?? []);
}

function decide(relation: Relation, claims: readonly Claim[]): TableMatch | null {
  const building = claims.filter(({ builders }) => builders.length > 0);
  const leading = building[0] ?? claims[0];
  if (leading === undefined) return null;
  const candidates = listCandidates(claims);
  const [answer] = leading.builders.length > 0 ? leading.builders : leading.sources;
  if (answer === undefined) return null;
  const doubt = spansDatabases(relation, claims) ? 'databases' : leading.doubt;
  if (doubt !== null) {
    return {
      status: 'AMBIGUOUS',
      reason: reasons.ambiguous(relation, doubt, candidates),
      answer: null,
      candidates,
    };
  }
  if (building.length > 1) {
    return { status: 'CONFLICT', reason: reasons.conflict(relation, answer, candidates), answer, candidates };
  }
  return { status: leading.tier, reason: reasons.matched(relation, leading, answer), answer, candidates };
}

/** Without a database on the catalogue's side nothing says which of several databases is meant, one environment or many. */
function spansDatabases(relation: Relation, claims: readonly Claim[]): boolean {
  if (relation.database !== null || claims.length < 2) return false;
  return new Set(claims.flatMap(({ databases }) => [...databases])).size > 1;
}

/** Builders of all environments in the order of priority, then sources; the node that answers is the first one. */
function listCandidates(claims: readonly Claim[]): readonly Claimant[] {
  return [...claims.flatMap(({ builders }) => builders), ...claims.flatMap(({ sources }) => sources)];
}

function notInDbt(
  relation: Relation,
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): TableMatch {
  const nearMiss = describeNearMiss(relation, applied, definition);
  return {
    status: 'NOT_IN_DBT',
    reason: reasons.notInDbt(relation, nearMiss),
    answer: null,
    candidates: [],
  };
}
