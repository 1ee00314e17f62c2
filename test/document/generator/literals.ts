import { type GraphQLInputType, getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';

/** A JSON value as it stands in a document at a place of this type. Fields of input objects whose value is undefined are left out. */
export function toLiteral(value: unknown, type: GraphQLInputType | undefined): string {
  const nullable = type === undefined ? undefined : getNullableType(type);
  if (value === null || typeof value !== 'object') {
    if (isListType(nullable)) return toLiteral(value, nullable.ofType);
    return typeof value === 'string' && isEnumType(nullable) ? value : JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    const itemType = isListType(nullable) ? nullable.ofType : undefined;
    return `[${value.map((item) => toLiteral(item, itemType)).join(', ')}]`;
  }
  if (isListType(nullable)) return toLiteral(value, nullable.ofType);
  const typeOf = (name: string) =>
    isInputObjectType(nullable) ? nullable.getFields()[name]?.type : undefined;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${name}: ${toLiteral(field, typeOf(name))}`).join(', ')}}`;
}
