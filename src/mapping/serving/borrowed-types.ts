import {
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  printType,
  type TypeDefinitionNode,
} from 'graphql';
import { type Borrowed, fieldOf } from './borrowed.ts';
import { EXTERNAL, namedType, nameNode } from './nodes.ts';

export type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** The owner's types with the borrowed fields alone: those of objects are external but for key fields, those of interfaces cannot be. */
export function toBorrowedTypes(borrowed: Borrowed, schema: GraphQLSchema): readonly TypeWithFields[] {
  return [...borrowed.fields].flatMap(([typeName, names]): readonly TypeWithFields[] => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const description = type.astNode?.description;
    const parts = {
      name: nameNode(typeName),
      interfaces: type
        .getInterfaces()
        .filter(({ name }) => borrowed.fields.has(name))
        .map(({ name }) => namedType(name)),
      ...(description === undefined ? {} : { description }),
    };
    const fields = [...names].map((name) => nodeOf(fieldOf(schema, typeName, name)));
    if (isInterfaceType(type)) return [{ kind: Kind.INTERFACE_TYPE_DEFINITION, ...parts, fields }];
    const external = fields.map((field) =>
      borrowed.keyFields.has(`${typeName}.${field.name.value}`)
        ? field
        : { ...field, directives: [EXTERNAL] },
    );
    return [{ kind: Kind.OBJECT_TYPE_DEFINITION, ...parts, fields: external }];
  });
}

/** Scalars, enums and inputs of the borrowed fields, whole. */
export function toBorrowedValues({ values }: Borrowed, schema: GraphQLSchema): readonly TypeDefinitionNode[] {
  return [...values].flatMap((name) => {
    const type = schema.getType(name);
    if (type === undefined || isSpecifiedScalarType(type)) return [];
    // Printed, since the values of an enum may come from several places of the excerpt.
    return parse(printType(type), { noLocation: true }).definitions.filter(isTypeDefinitionNode);
  });
}

/** Read from a text, every field has one. */
function nodeOf({ astNode }: GraphQLField<unknown, unknown>): FieldDefinitionNode {
  if (!astNode) throw new Error('A field that was not read from a text.');
  return astNode;
}
