import type { Claim, Doubt } from './claims.ts';
import type { Claimant } from './facts.ts';
import type { IndexedNode, Relation } from './node.ts';
import { formatRelation, isBuilder, toRelation, toRelationIdentifier } from './relation.ts';
import type { RelationIndex } from './relation-index.ts';

const EXACT = 'A dbt node has exactly this relation.';
const EXACT_WITHOUT_DATABASE =
  'A dbt node has exactly this schema and name; this warehouse has no level above the schema, so the database is not compared.';

/** Why a node answers. Kept constant for the plain case, which is nearly every table of every query. */
export function matched(
  relation: Relation,
  claim: Pick<Claim, 'tier'>,
  index: Pick<RelationIndex, 'isTwoLevel'>,
  answer: Claimant,
): string {
  if (claim.tier === 'EXACT') {
    return index.isTwoLevel && relation.database !== null ? EXACT_WITHOUT_DATABASE : EXACT;
  }
  if (claim.tier === 'WILDCARD') {
    const pattern = toRelationIdentifier(answer.node);
    return `${formatRelation(relation)} is one of the tables that ${describeNode(answer.node)} covers with \`${pattern}\`; its facts are those of all of them together.`;
  }
  return `${formatRelation(relation)} was matched to ${formatRelationOf(answer.node)} of ${describeNode(answer.node)} without regard to case, as the warehouse does. Nothing needs to change.`;
}

export function ambiguous(relation: Relation, doubt: Doubt, candidates: readonly Claimant[]): string {
  const listed = listNodes(candidates);
  switch (doubt) {
    case 'databases':
      return `The catalogue names no database for ${formatRelation(relation)}, and dbt has it in several: ${listRelations(candidates)}. Give the table its database in the catalogue.`;
    case 'builders':
      return `Several dbt nodes build ${formatRelation(relation)}: ${listed}. Give all but one of them another alias or schema, so that one node answers for the table.`;
    case 'spellings':
      return `${formatRelation(relation)} fits several dbt nodes that differ only by case: ${listRelations(candidates)}. Spell the table in the catalogue exactly as the warehouse stores it.`;
  }
}

export function conflict(relation: Relation, answer: Claimant, candidates: readonly Claimant[]): string {
  const others = candidates.filter(
    (candidate) => candidate.environmentId !== answer.environmentId && isBuilder(candidate.node),
  );
  return `Several environments build ${formatRelation(relation)}: ${describeNode(answer.node)} in environment ${answer.environmentId} answers, because it has the highest priority; also claimed by ${listNodes(others)}. Remove the environment that does not own the table, or change the order of environments in the integration.`;
}

/** Two databases, one in each of several environments: the order of environments has decided, the catalogue should. */
export function databasesConflict(
  relation: Relation,
  answer: Claimant,
  candidates: readonly Claimant[],
): string {
  const others = candidates.filter((candidate) => candidate !== answer);
  const rank = isBuilder(answer.node)
    ? 'because its environment comes first among those that build it'
    : 'because its environment comes first';
  return `The catalogue names no database for ${formatRelation(relation)}, and the environments have it in several: ${formatRelationOf(answer.node)} of ${describeNode(answer.node)} in environment ${answer.environmentId} answers, ${rank}; also claimed by ${listRelations(others)}. Give the table its database in the catalogue.`;
}

export function notBuilt(first: Claimant, count: number): string {
  const others = count > 1 ? ` (and ${count - 1} more)` : '';
  const relation = formatRelationOf(first.node);
  return isBuilder(first.node)
    ? `${capitalize(describeNode(first.node))}${others} is declared in environment ${first.environmentId} with the relation ${relation}, but no run has built it yet. Run a job that builds it.`
    : `${capitalize(describeNode(first.node))}${others} is declared in environment ${first.environmentId} with the relation ${relation}, but no job has run since. Run a job of that environment.`;
}

export function notInDbt(relation: Relation, nearMiss: string): string {
  return `No dbt node has the relation ${formatRelation(relation)}. ${nearMiss}`;
}

/** "model `orders` (model.shop.orders)". */
export function describeNode(node: IndexedNode): string {
  return `${node.resourceType.toLowerCase()} \`${node.name}\` (${node.uniqueId})`;
}

export function formatRelationOf(node: IndexedNode): string {
  const relation = toRelation(node);
  return relation === null ? `\`${node.name}\`` : formatRelation(relation);
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listNodes(claimants: readonly Claimant[]): string {
  return listUpToThree(
    claimants.map(({ environmentId, node }) => `${describeNode(node)} in environment ${environmentId}`),
  );
}

function listRelations(claimants: readonly Claimant[]): string {
  return listUpToThree(claimants.map(({ node }) => `${formatRelationOf(node)} (${node.uniqueId})`));
}

/** "a, b and c", or "a, b, c and 4 more". */
export function listUpToThree(items: readonly string[]): string {
  const shown = items.slice(0, 3);
  if (items.length > 3) return `${shown.join(', ')} and ${items.length - 3} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
