import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { leafValue } from './leaf-values.ts';
import { objectValue } from './object-values.ts';
import type { Relation } from './relations.ts';
import { columnsOf, type Thing } from './things.ts';
import { spokenName } from './words.ts';

/** The types whose references are tables and columns. */
export interface EntityTypes {
  readonly tables: readonly string[];
  readonly columns: readonly string[];
}

/**
 * A subgraph for any owner's SDL over the same relations: a field is answered by what its name says, a reference by what its key fields say.
 */
export function buildOwnerSchema(
  typeDefs: DocumentNode,
  relations: readonly Relation[],
  entities: EntityTypes,
): GraphQLSchema {
  const schema = buildSubgraphSchema([
    { typeDefs, resolvers: referenceResolvers(relations, entities, () => schema) },
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue;
    if (isInterfaceType(type) || isUnionType(type)) {
      const types = schema.getPossibleTypes(type).map(({ name }) => name);
      type.resolveType = (thing: Thing) => typeNameOf(thing, types, entities);
    }
    if (isObjectType(type)) resolveFields(type, type === schema.getQueryType(), relations);
  }
  return schema;
}

function resolveFields(type: GraphQLObjectType, isRoot: boolean, relations: readonly Relation[]): void {
  const names = Object.keys(type.getFields());
  for (const field of Object.values(type.getFields())) {
    if (field.name.startsWith('_')) continue;
    field.resolve = (source: Thing, given) => {
      // A field that has an argument knows of it, also where nobody gives one.
      const args = Object.fromEntries(field.args.map(({ name }) => [name, given[name]]));
      const thing: Thing = isRoot ? { kind: 'root' } : source;
      return isLeafType(getNamedType(field.type))
        ? leafValue(thing, spokenName(field.name, names), field.type, args)
        : objectValue(thing, field, args, relations);
    };
  }
}

function referenceResolvers(
  relations: readonly Relation[],
  { tables, columns }: EntityTypes,
  schemaOf: () => GraphQLSchema,
) {
  const things: Readonly<Record<string, readonly Thing[]>> = {
    ...Object.fromEntries(
      tables.map((name) => [name, relations.map((relation): Thing => ({ kind: 'table', relation }))]),
    ),
    ...Object.fromEntries(columns.map((name) => [name, relations.flatMap(columnsOf)])),
  };
  return Object.fromEntries(
    Object.entries(things).map(([name, all]) => [
      name,
      {
        __resolveReference({ __typename: _, ...key }: Readonly<Record<string, unknown>>) {
          const type = schemaOf().getType(name);
          return isObjectType(type) ? (all.find((thing) => fits(thing, type, key)) ?? null) : null;
        },
      },
    ]),
  );
}

/** Whether a thing has the values of a key, nested ones too. */
function fits(thing: Thing, type: GraphQLObjectType, key: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(key).every(([name, wanted]) => {
    const field = type.getFields()[name];
    if (field === undefined) return name === '__typename';
    const target = getNamedType(field.type);
    if (isLeafType(target))
      return leafValue(thing, spokenName(name, Object.keys(type.getFields())), field.type, {}) === wanted;
    const next = objectValue(thing, field, {}, []) as Thing | null;
    if (next === null || wanted === null) return next === wanted;
    return isObjectType(target) && fits(next, target, wanted as Readonly<Record<string, unknown>>);
  });
}

/** Of several types for one kind of thing, the one that is called after views holds the views. */
function typeNameOf(thing: Thing, types: readonly string[], { columns }: EntityTypes): string | undefined {
  if (thing.kind === 'column') return types.find((name) => columns.includes(name));
  const candidates = types.filter((name) => !columns.includes(name));
  const isView = 'relation' in thing && thing.relation.type === 'VIEW';
  return candidates.find((name) => /view/i.test(name) === isView) ?? candidates[0];
}
