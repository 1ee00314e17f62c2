import {
  type DirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  valueFromASTUntyped,
} from 'graphql';
import { linkOf } from './link.ts';

/** An owner's types as one view, whatever number of subgraphs they come from. */
export interface OwnerGraph {
  readonly types: ReadonlyMap<string, OwnerType>;
  readonly query: string;
  readonly mutation: string;
}

export interface OwnerType {
  readonly name: string;
  readonly kind: 'object' | 'interface' | 'union' | 'enum' | 'scalar' | 'input';
  /** Of objects and interfaces. */
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
  /** Of inputs. */
  readonly inputs: ReadonlyMap<string, InputValueDefinitionNode>;
  /** Of objects and interfaces: what they implement. */
  readonly interfaces: ReadonlySet<string>;
  /** Of unions: the types in it. */
  readonly members: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, EnumValueDefinitionNode>;
  /** Field sets of its resolvable keys. */
  readonly keys: ReadonlySet<string>;
}

interface Draft extends OwnerType {
  readonly fields: Map<string, FieldDefinitionNode>;
  readonly inputs: Map<string, InputValueDefinitionNode>;
  readonly interfaces: Set<string>;
  readonly members: Set<string>;
  readonly values: Map<string, EnumValueDefinitionNode>;
  readonly keys: Set<string>;
}

const KINDS: Readonly<Record<(TypeDefinitionNode | TypeExtensionNode)['kind'], OwnerType['kind']>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
};

/** Extensions are merged; a type in several documents is one. */
export function ownerGraph(documents: readonly DocumentNode[]): OwnerGraph {
  const types = new Map<string, Draft>();
  const roots = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
  for (const document of documents) {
    const keyNames = keyDirectives(document);
    for (const definition of document.definitions) {
      if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION)
        for (const { operation, type } of definition.operationTypes ?? []) roots[operation] = type.name.value;
      else if (definition.kind in KINDS)
        addType(types, definition as TypeDefinitionNode | TypeExtensionNode, keyNames);
    }
  }
  return { types, query: roots.query, mutation: roots.mutation };
}

function addType(
  types: Map<string, Draft>,
  node: TypeDefinitionNode | TypeExtensionNode,
  keyNames: ReadonlySet<string>,
): void {
  const name = node.name.value;
  const type: Draft = types.get(name) ?? {
    name,
    kind: KINDS[node.kind],
    fields: new Map(),
    inputs: new Map(),
    interfaces: new Set(),
    members: new Set(),
    values: new Map(),
    keys: new Set(),
  };
  types.set(name, type);
  for (const directive of node.directives ?? [])
    if (keyNames.has(directive.name.value)) addKey(type.keys, directive);
  if ('values' in node) for (const value of node.values ?? []) type.values.set(value.name.value, value);
  if ('interfaces' in node) for (const { name } of node.interfaces ?? []) type.interfaces.add(name.value);
  if ('types' in node) for (const { name } of node.types ?? []) type.members.add(name.value);
  if ('fields' in node)
    for (const field of node.fields ?? [])
      if (field.kind === Kind.FIELD_DEFINITION) addField(type, field);
      else type.inputs.set(field.name.value, field);
}

/** One that is external is another subgraph's, whose own definition counts; of two that differ in nullability, the graph has the nullable one. */
function addField(type: Draft, field: FieldDefinitionNode): void {
  const name = field.name.value;
  const known = type.fields.get(name);
  if (
    known === undefined ||
    (isExternal(known) && !isExternal(field)) ||
    print(known.type) === `${print(field.type)}!`
  )
    type.fields.set(name, field);
}

function isExternal(field: FieldDefinitionNode): boolean {
  return (field.directives ?? []).some(({ name }) => /^(?:\w+__)?external$/.test(name.value));
}

function addKey(keys: Set<string>, directive: DirectiveNode): void {
  const args = new Map(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
  const fields = args.get('fields');
  if (args.get('resolvable') === false || typeof fields !== 'string') return;
  keys.add(fields.replaceAll(/[\s,]+/g, ' ').trim());
}

/** `key`, as Federation 1 has it, or what @link makes of it. */
function keyDirectives(document: DocumentNode): ReadonlySet<string> {
  const names = new Set(['key', 'federation__key']);
  for (const definition of document.definitions)
    for (const { url, as, imports } of linkOf(definition)) {
      if (!url.includes('/federation/')) continue;
      if (as !== null) names.add(`${as}__key`);
      for (const { name, local } of imports) if (name === '@key') names.add(local.slice(1));
    }
  return names;
}
