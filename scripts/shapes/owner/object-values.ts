import { type GraphQLField, getNullableType, isLeafType, isListType, isNonNullType } from 'graphql';
import { leafValue } from './leaf-values.ts';
import type { Relation } from './relations.ts';
import { columnsOf, isNamed, type TableThing, type Thing } from './things.ts';
import { meaningOf } from './words.ts';

type Field = GraphQLField<unknown, unknown>;
type Args = Readonly<Record<string, unknown>>;

/** What a field with a selection leads to: a thing, or a list of things where the field is a list. */
export function objectValue(thing: Thing, field: Field, args: Args, relations: readonly Relation[]): unknown {
  const isList = isListType(getNullableType(field.type));
  if (thing.kind === 'root') return rootValue(field, isList, args, relations);
  // Pages and connections: lists of what they are pages of, in wrappers that say nothing themselves.
  if (thing.kind === 'list') return isList ? thing.things : thing;
  if (isList) return thing.kind === 'table' && isOfColumns(field) ? columnsOf(thing.relation) : [];
  return linked(thing, field);
}

function rootValue(field: Field, isList: boolean, args: Args, relations: readonly Relation[]): unknown {
  const tables = relations.map((relation): TableThing => ({ kind: 'table', relation }));
  if (isList) return isOfColumns(field) ? relations.flatMap(columnsOf) : tables;
  const wanted = Object.entries(args).filter(([, value]) => typeof value === 'string');
  if (!field.args.some(({ type }) => isNonNullType(type))) return { kind: 'list', things: tables };
  return (
    tables.find((table) =>
      wanted.every(([name, value]) => {
        const type = field.args.find((arg) => arg.name === name)?.type;
        const leaf = getNullableType(type);
        return type !== undefined && isLeafType(leaf) && leafValue(table, name, leaf, {}) === value;
      }),
    ) ?? null
  );
}

function linked(thing: Thing, field: Field): Thing | null {
  if (!isNamed(thing)) return { kind: 'other' };
  const { relation } = thing;
  const meaning = meaningOf(field.name);
  if (meaning === 'database' && relation.database === null) return null;
  if (meaning === 'schema' || meaning === 'database') return { kind: meaning, relation };
  if (isOfColumns(field)) return { kind: 'list', things: columnsOf(relation) };
  // Another link of a column leads to its table; another object of a table holds more of the table.
  if (thing.kind === 'column') return meaning === 'self' ? thing : { kind: 'table', relation };
  return thing;
}

/** `columns`, or a connection of them. */
function isOfColumns({ name }: Field): boolean {
  return meaningOf(name.replace(/_?connection$/i, '')) === 'columns';
}
