import {
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
} from 'graphql';
import type { FieldPath } from '../mapping/field-path.ts';
import { declaredSteps, namedType } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';

/** The fields that are borrowed of a type, by their paths from it. */
export interface Borrowing {
  readonly type: OwnerType;
  readonly paths: readonly FieldPath[];
}

/** An owner's SDL as far as it is borrowed: fields with their types and arguments, nothing else of them. */
export function ownerExcerpt(
  graph: OwnerGraph,
  borrowings: readonly Borrowing[],
  interfaces: readonly string[],
): string {
  const fields = new Map<string, Set<string>>();
  const named = new Set<string>();
  const borrow = (type: OwnerType) => {
    const names = fields.get(type.name) ?? new Set();
    fields.set(type.name, names);
    return names;
  };
  for (const name of interfaces) {
    const type = graph.types.get(name);
    if (type !== undefined) borrow(type);
  }
  for (const { type, paths } of borrowings) {
    borrow(type);
    for (const path of paths)
      for (const { parent, field } of declaredSteps(graph, type, path) ?? []) {
        borrow(parent).add(field.name.value);
        borrowInImplementations(graph, parent, field, borrow);
        named.add(namedType(field.type));
        for (const argument of field.arguments ?? []) addInput(graph, namedType(argument.type), named);
      }
  }
  const definitions: DefinitionNode[] = [];
  for (const type of graph.types.values()) {
    const names = fields.get(type.name);
    if (names !== undefined) definitions.push(objectOf(type, names, fields));
    else if (named.has(type.name)) definitions.push(...valueType(type));
  }
  return `${print({ kind: Kind.DOCUMENT, definitions })}\n`;
}

/** What is asked of an interface stands on everything that implements it here. */
function borrowInImplementations(
  graph: OwnerGraph,
  parent: OwnerType,
  field: FieldDefinitionNode,
  borrow: (type: OwnerType) => Set<string>,
): void {
  if (parent.kind !== 'interface') return;
  for (const type of graph.types.values())
    if (type.interfaces.has(parent.name)) borrow(type).add(field.name.value);
}

function objectOf(
  type: OwnerType,
  names: ReadonlySet<string>,
  borrowed: ReadonlyMap<string, ReadonlySet<string>>,
): ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  const interfaces = [...type.interfaces].filter((name) => borrowed.has(name));
  return {
    kind: type.kind === 'interface' ? Kind.INTERFACE_TYPE_DEFINITION : Kind.OBJECT_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value: type.name },
    interfaces: interfaces.map((value) => ({
      kind: Kind.NAMED_TYPE,
      name: { kind: Kind.NAME, value },
    })),
    fields: [...type.fields.values()].filter(({ name }) => names.has(name.value)).map(plainField),
  };
}

function plainField({ description: _, directives: __, ...field }: FieldDefinitionNode): FieldDefinitionNode {
  return { ...field, arguments: (field.arguments ?? []).map(plainInput) };
}

function plainInput({
  description: _,
  directives: __,
  ...input
}: InputValueDefinitionNode): InputValueDefinitionNode {
  return input;
}

/** An argument's type, and what its fields are of. */
function addInput(graph: OwnerGraph, name: string, named: Set<string>): void {
  if (named.has(name)) return;
  named.add(name);
  for (const field of graph.types.get(name)?.inputs.values() ?? [])
    addInput(graph, namedType(field.type), named);
}

/** Scalars, enums and inputs; objects and GraphQL's own scalars stand elsewhere. */
function valueType(type: OwnerType): DefinitionNode[] {
  const name = { kind: Kind.NAME, value: type.name } as const;
  if (type.kind === 'scalar') return [{ kind: Kind.SCALAR_TYPE_DEFINITION, name }];
  if (type.kind === 'input')
    return [
      { kind: Kind.INPUT_OBJECT_TYPE_DEFINITION, name, fields: [...type.inputs.values()].map(plainInput) },
    ];
  if (type.kind !== 'enum') return [];
  const values = [...type.values.values()].map(({ kind, name }) => ({ kind, name }));
  return [{ kind: Kind.ENUM_TYPE_DEFINITION, name, values }];
}
