import type { FieldPath } from './field-path.ts';
import type { Mapping } from './mapping.ts';
import { servedNames } from './served-names.ts';

/** How a relation is written as an entity of the owner's graph: the fields that lead to each part of its name. */
export interface EntityShape {
  readonly typeName: string;
  /** What the owner's type calls the contributed field `dbt`. */
  readonly dbtField: string;
  /** Null where the owner knows no databases. */
  readonly database: readonly string[] | null;
  readonly schema: readonly string[];
  readonly name: readonly string[];
}

/**
 * Of the first table type whose entities say no more than the relation. Null where there is none: a pattern reads a text, but does not
 * write one, and a field that chooses environments has a value which the relation does not tell.
 */
export function entityShapeOf(mapping: Mapping): EntityShape | null {
  for (const { typeName, relation, environments } of mapping.tables) {
    if (relation.kind !== 'paths' || environments !== null) continue;
    return {
      typeName,
      dbtField: servedNames(mapping).field(typeName, 'dbt'),
      database: relation.database === null ? null : namesOf(relation.database),
      schema: namesOf(relation.schema),
      name: namesOf(relation.name),
    };
  }
  return null;
}

function namesOf(path: FieldPath): readonly string[] {
  return path.map(({ name }) => name);
}
