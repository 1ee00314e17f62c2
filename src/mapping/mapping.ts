import type { DocumentNode } from 'graphql';
import type { FieldPath } from './field-path.ts';
import type { Pattern } from './pattern.ts';

/** How the entities of an owner's graph name relations and columns. Read from a file at start, checked whole: what is here can be served. */
export interface Mapping {
  /** At least one. */
  readonly tables: readonly [TableType, ...TableType[]];
  readonly columns: readonly ColumnType[];
  /** Interfaces of the owner that carry the contributed fields, too. */
  readonly interfaces: readonly string[];
  /** Begins the names of all contributed types; empty for none. */
  readonly typePrefix: string;
  /** New names of contributed fields, by the owner's type and the field's usual name: `Dataset.lastRefreshedAt`. */
  readonly renames: ReadonlyMap<string, string>;
  /** The owner's types, as far as they are borrowed: names, nullability and scalars as the owner has them. */
  readonly owner: DocumentNode;
}

export interface TableType {
  readonly typeName: string;
  readonly relation: RelationPaths | RelationPattern;
  readonly environments: EnvironmentChoice | null;
  /** A field set of the owner's own key, where the fields of the relation cannot stand in a key; null where they can. */
  readonly ownerKey: string | null;
}

export interface RelationPaths {
  readonly kind: 'paths';
  /** Null where the owner knows no databases. */
  readonly database: FieldPath | null;
  readonly schema: FieldPath;
  readonly name: FieldPath;
}

/** One text that holds all names. */
export interface RelationPattern {
  readonly kind: 'pattern';
  readonly from: FieldPath;
  readonly pattern: Pattern;
}

/** Chooses among the environments of an integration. */
export interface EnvironmentChoice {
  readonly by: FieldPath;
  /** Environment ids by the field's value, in the order of their priority. Null until somebody names them: all environments, whatever the value. */
  readonly environmentIds: ReadonlyMap<string, readonly string[]> | null;
}

export interface ColumnType {
  readonly typeName: string;
  readonly name: FieldPath;
  /** The field that leads to the column's table. */
  readonly table: FieldPath;
  /** The table types that it leads to: one, or the implementations of an interface, which name relations alike. */
  readonly tableTypes: readonly [TableType, ...TableType[]];
  /** As that of a table. */
  readonly ownerKey: string | null;
}
