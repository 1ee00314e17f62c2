import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  GraphQLSchema,
  isSpecifiedScalarType,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  specifiedScalarTypes,
  type TypeDefinitionNode,
  visit,
} from 'graphql';

/** The types of an owner's excerpt. */
export interface OwnerTypes {
  /** What is named and not defined stands in it as a scalar. */
  readonly schema: GraphQLSchema;
  /** Names of types that the excerpt uses and does not define. */
  readonly missing: ReadonlySet<string>;
}

/** Throws an Error whose message says where the excerpt contradicts itself. Directives mean nothing here and are left out. */
export function toOwnerTypes(document: DocumentNode): OwnerTypes {
  const definitions = toDefinitions(document);
  const defined = new Set(definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  const interfaces = new Set(
    definitions.filter(({ kind }) => kind === Kind.INTERFACE_TYPE_DEFINITION).map(nameOf),
  );
  const missing = new Set<string>();
  const plain = visit({ kind: Kind.DOCUMENT, definitions } satisfies DocumentNode, {
    Directive: () => null,
    // An interface that nothing else is said of adds nothing to what implements it.
    ObjectTypeDefinition: (node) => ({ ...node, interfaces: onlyKnown(node.interfaces, interfaces) }),
    ObjectTypeExtension: (node) => ({ ...node, interfaces: onlyKnown(node.interfaces, interfaces) }),
    InterfaceTypeDefinition: (node) => ({ ...node, interfaces: onlyKnown(node.interfaces, interfaces) }),
    InterfaceTypeExtension: (node) => ({ ...node, interfaces: onlyKnown(node.interfaces, interfaces) }),
    NamedType({ name }) {
      if (!defined.has(name.value) && !BUILT_IN.has(name.value)) missing.add(name.value);
    },
  });
  const standIns: TypeDefinitionNode[] = [...missing].map((name) => ({
    kind: Kind.SCALAR_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value: name },
  }));
  const schema = buildASTSchema({ ...plain, definitions: [...plain.definitions, ...standIns] });
  // An excerpt is no whole schema: it has no Query.
  return { schema: new GraphQLSchema({ ...schema.toConfig(), assumeValid: true }), missing };
}

/** The names of the types that the excerpt itself is about. */
export function definedTypes({ schema, missing }: OwnerTypes): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isSpecifiedScalarType(type) && !type.name.startsWith('__') && !missing.has(type.name))
    .map(({ name }) => name);
}

const BUILT_IN = new Set(specifiedScalarTypes.map(({ name }) => name));

/** Types alone; the first extension of a type that is only extended, as Federation 1 writes it, is its definition. */
function toDefinitions({ definitions }: DocumentNode): readonly DefinitionNode[] {
  const defined = new Set(definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  return definitions.flatMap((node): readonly DefinitionNode[] => {
    if (isTypeDefinitionNode(node)) return [node];
    if (!isTypeExtensionNode(node)) return [];
    if (defined.has(node.name.value)) return [node];
    defined.add(node.name.value);
    return [asDefinition(node)];
  });
}

function asDefinition(node: DefinitionNode): DefinitionNode {
  if (node.kind === Kind.OBJECT_TYPE_EXTENSION) return { ...node, kind: Kind.OBJECT_TYPE_DEFINITION };
  if (node.kind === Kind.INTERFACE_TYPE_EXTENSION) return { ...node, kind: Kind.INTERFACE_TYPE_DEFINITION };
  if (node.kind === Kind.ENUM_TYPE_EXTENSION) return { ...node, kind: Kind.ENUM_TYPE_DEFINITION };
  if (node.kind === Kind.SCALAR_TYPE_EXTENSION) return { ...node, kind: Kind.SCALAR_TYPE_DEFINITION };
  if (node.kind === Kind.UNION_TYPE_EXTENSION) return { ...node, kind: Kind.UNION_TYPE_DEFINITION };
  if (node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION)
    return { ...node, kind: Kind.INPUT_OBJECT_TYPE_DEFINITION };
  return node;
}

function nameOf(node: DefinitionNode): string {
  return isTypeDefinitionNode(node) ? node.name.value : '';
}

function onlyKnown<Named extends { readonly name: { readonly value: string } }>(
  interfaces: readonly Named[] | undefined,
  known: ReadonlySet<string>,
): readonly Named[] {
  return (interfaces ?? []).filter(({ name }) => known.has(name.value));
}
