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
const NOTHING: ReadonlySet<string> = new Set();

/** The shortest way from a query; it begins with looking one table up only where there is no other. */
export function findWayFromRoot(schema: GraphQLSchema, typeName: string): Way | null {
  const queryType = schema.getQueryType();
  if (!queryType) return null;
  return (
    findWay(schema, queryType, typeName, NOTHING, false) ??
    findWay(schema, queryType, typeName, NOTHING, true)
  );
}

/** The shortest way to a type or to an abstract type of it, past what is to be avoided. */
export function findWay(
  schema: GraphQLSchema,
  from: GraphQLCompositeType,
  typeName: string,
  avoid: ReadonlySet<string>,
  mayLookUp = false,
): Way | null {
  let ways: Way[] = [{ fields: [], target: from }];
  const seen = new Set([from.name]);
  for (let length = 1; length <= LONGEST; length++) {
    ways = ways.flatMap((way) => nextWays(way, mayLookUp && length === 1));
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

function nextWays({ fields, target }: Way, mayAsk: boolean): Way[] {
  if (!isObjectType(target) && !isInterfaceType(target)) return [];
  return Object.values(target.getFields()).flatMap((field) => {
    const next = getNamedType(field.type);
    const isAskable = mayAsk || !field.args.some(isRequiredArgument);
    return isCompositeType(next) && isAskable && !field.name.startsWith('_')
      ? [{ fields: [...fields, field], target: next }]
      : [];
  });
}

function covers(schema: GraphQLSchema, type: GraphQLCompositeType, typeName: string): boolean {
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
