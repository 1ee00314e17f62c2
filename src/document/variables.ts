import {
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';

/** The values of an operation's variables, coerced; null where one does not fit its type. */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | null {
  // A variable may be called `__proto__`.
  const references: Record<string, unknown> = Object.create(null);
  const others = definitions.filter(({ type, variable: { name } }) => {
    const value = Object.hasOwn(given, name.value) ? given[name.value] : undefined;
    if (!isListOfAny(type) || !Array.isArray(value) || value.includes(null)) return true;
    // `_Any` takes every value as it is: thousands of references need no look each.
    references[name.value] = value;
    return false;
  });
  if (others.length === 0) return references;
  const { coerced } = getVariableValues(schema, others, given, { maxErrors: 1 });
  return coerced === undefined ? null : { ...coerced, ...references };
}

/** `[_Any!]`, with or without `!` behind it. */
function isListOfAny(type: TypeNode): boolean {
  const list = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (list.kind !== Kind.LIST_TYPE) return false;
  const item = list.type.kind === Kind.NON_NULL_TYPE ? list.type.type : list.type;
  return item.kind === Kind.NAMED_TYPE && item.name.value === '_Any';
}
