import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** A way through an owner's graph, a field a step. */
export interface Way {
  readonly fields: readonly Field[];
  readonly target: GraphQLCompositeType;
}

const LONGEST = 5;

/** The shortest way to a type or to an abstract type of it, past what is to be avoided. */
export function findWay(
  schema: GraphQLSchema,
  from: GraphQLCompositeType,
  typeName: string,
  avoid: ReadonlySet<string>,
): Way | null {
  let ways: Way[] = [{ fields: [], target: from }];
  const seen = new Set([from.name]);
  for (let length = 1; length <= LONGEST; length++) {
    ways = ways.flatMap((way) => nextWays(way, length === 1));
    const found = ways.find(({ target }) => covers(schema, target, typeName));
    if (found !== undefined) return found;
    ways = ways.filter(({ target: { name } }) => {
      if (seen.has(name) || avoid.has(name)) return false;
      seen.add(name);
      return true;
    });
  }
  return null;
}

function nextWays({ fields, target }: Way, isFirst: boolean): Way[] {
  if (!isObjectType(target) && !isInterfaceType(target)) return [];
  return Object.values(target.getFields()).flatMap((field) => {
    const next = getNamedType(field.type);
    // Only the first step may ask for a value: it looks one table up.
    const isAskable = isFirst || !field.args.some(isRequiredArgument);
    return isCompositeType(next) && isAskable && !field.name.startsWith('_')
      ? [{ fields: [...fields, field], target: next }]
      : [];
  });
}

export function covers(schema: GraphQLSchema, type: GraphQLCompositeType, typeName: string): boolean {
  if (type.name === typeName) return true;
  return isAbstractType(type) && schema.getPossibleTypes(type).some(({ name }) => name === typeName);
}

/** What stands at the end of a way in an answer, lists on the way made one. */
export function follow(value: unknown, keys: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => follow(item, keys));
  const [key, ...rest] = keys;
  if (key === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return follow((value as Readonly<Record<string, unknown>>)[key], rest);
}
