import { type DefinitionNode, isTypeDefinitionNode, Kind, visit } from 'graphql';
import type { ServedNames } from '../served-names.ts';
import { hasDirective } from './nodes.ts';

/** A definition of ours with its served names: of types wherever they stand, and of the fields of Query and Mutation. */
export function withServedNames(definition: DefinitionNode, names: ServedNames): DefinitionNode {
  if (!isTypeDefinitionNode(definition)) return definition;
  const renamed = visit(definition, {
    NamedType: (node) => ({ ...node, name: { ...node.name, value: names.type(node.name.value) } }),
  });
  // The entities' names and fields are the owner's matter: they are taken apart.
  if (hasDirective(renamed, 'key')) return renamed;
  const typeName = names.type(definition.name.value);
  const named = { ...renamed, name: { ...renamed.name, value: typeName } };
  if (named.kind !== Kind.OBJECT_TYPE_DEFINITION) return named;
  const fields = (named.fields ?? []).map((field) => ({
    ...field,
    name: { ...field.name, value: names.field(typeName, field.name.value) },
  }));
  return { ...named, fields };
}
