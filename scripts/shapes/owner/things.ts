import type { Relation } from './relations.ts';

/** What a field of an owner's graph may speak of. */
export type Thing = NamedThing | ThingList | { readonly kind: 'root' } | { readonly kind: 'other' };

/** A thing of the warehouse, known by the relation that it belongs to. */
export type NamedThing = TableThing | ColumnThing | PlaceThing;

export interface TableThing {
  readonly kind: 'table';
  readonly relation: Relation;
}

interface ColumnThing {
  readonly kind: 'column';
  readonly relation: Relation;
  readonly position: number;
}

interface PlaceThing {
  readonly kind: 'schema' | 'database';
  readonly relation: Relation;
}

/** A page or a connection. */
interface ThingList {
  readonly kind: 'list';
  readonly things: readonly Thing[];
}

export function isNamed(thing: Thing): thing is NamedThing {
  return 'relation' in thing;
}

export function columnsOf(relation: Relation): readonly Thing[] {
  return relation.columns.map((_, position) => ({ kind: 'column', relation, position }));
}

/** The texts that make a thing what it is, the outermost first. */
export function namesOf(thing: NamedThing): readonly (string | null)[] {
  const { account, database, schema, name, columns } = thing.relation;
  switch (thing.kind) {
    case 'database':
      return [account, database];
    case 'schema':
      return [account, database, schema];
    case 'table':
      return [account, database, schema, name];
    case 'column':
      return [account, database, schema, name, columns[thing.position]?.name ?? null];
  }
}
