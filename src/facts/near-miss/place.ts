import { findClaim } from '../claims.ts';
import type { Relation } from '../node.ts';
import { toRelation } from '../relation.ts';
import type { RelationEntry, RelationIndex } from '../relation-index.ts';
import type { State } from './differences.ts';

/** One state of one environment, beside what has been built there. */
export interface Place {
  readonly index: RelationIndex;
  /** The applied state of the same environment, where `index` is its definition state. */
  readonly built: RelationIndex | null;
  readonly isDefinition: boolean;
  readonly isTwoLevel: boolean;
  /** What the warehouse's rule has said of two databases: whether they are one. */
  readonly sameDatabases: Map<string, boolean>;
}

/** The applied states in their order, then the definition states. */
export function placesOf(
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): readonly Place[] {
  const builtById = new Map(applied.map((index) => [index.environmentId, index]));
  const toPlace = (index: RelationIndex, isDefinition: boolean): Place => {
    const built = isDefinition ? (builtById.get(index.environmentId) ?? null) : null;
    // How dbt renders relations is seen in the applied state alone.
    const isTwoLevel = index.isTwoLevel || (built?.isTwoLevel ?? false);
    return { index, built, isDefinition, isTwoLevel, sameDatabases: new Map() };
  };
  return [
    ...applied.map((index) => toPlace(index, false)),
    ...definition.map((index) => toPlace(index, true)),
  ];
}

/** A relation as the place knows relations: where there are two levels the database is not asked, or is the schema that is missing. */
export function relationIn(place: Place, relation: Relation): Relation {
  if (!place.isTwoLevel) return relation;
  const { database, schema, name } = relation;
  return { database: null, schema: schema === '' ? (database ?? '') : schema, name };
}

/** The entries that fit a relation by the warehouse's own rule. */
export function claimedEntries(relation: Relation, { index }: Place): readonly RelationEntry[] {
  if (relation.schema === '' || relation.name === '') return [];
  const claim = findClaim(relation, index);
  if (claim === null) return [];
  return [...claim.builders, ...claim.sources].flatMap(({ node }) => {
    const { schema, name } = toRelation(node) ?? relation;
    return (
      index.entriesInAnyDatabase(schema, name).find((entry) => entry.node.uniqueId === node.uniqueId) ?? []
    );
  });
}

/** Whether an entry stands in the warehouse; null where the applied state has the very same, which then speaks for itself. */
export function stateOf({ node, relation }: RelationEntry, { built, isDefinition }: Place): State | null {
  if (!isDefinition) return 'built';
  if (built === null || !built.has(node.uniqueId)) return 'unbuilt';
  const there = built.entriesOf(relation.database ?? '', relation.schema, relation.name);
  return there.some((entry) => entry.node.uniqueId === node.uniqueId) ? null : 'moved';
}
