import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/**
 * A schema as flat lines, one for each type, field, argument, default and enum value, with its type and nullability:
 * everything that a client can depend on. Descriptions and directives are left out.
 */
export function structureOf(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('_'));
  return new Set(types.flatMap(linesOfType));
}

function linesOfType(type: GraphQLNamedType): readonly string[] {
  const head = `${type.constructor.name} ${type.name}`;
  if (isEnumType(type)) return [head, ...type.getValues().map(({ name }) => `${type.name}.${name}`)];
  if (isInputObjectType(type)) {
    return [head, ...Object.values(type.getFields()).map((field) => lineOfInput(type.name, field))];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [head];
  return [head, ...Object.values(type.getFields()).flatMap((field) => linesOfField(type.name, field))];
}

function linesOfField(owner: string, field: GraphQLField<unknown, unknown>): readonly string[] {
  const path = `${owner}.${field.name}`;
  return [`${path}: ${field.type}`, ...field.args.map((argument) => lineOfInput(path, argument))];
}

function lineOfInput(
  owner: string,
  { name, type, defaultValue }: GraphQLArgument | GraphQLInputField,
): string {
  const fallback = defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`;
  return `${owner}(${name}: ${type}${fallback})`;
}
