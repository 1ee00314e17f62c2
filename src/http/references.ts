import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** The fields at the root of an operation, fragments flattened. A fragment that is spread twice counts once: GraphQL merges its fields. */
export function rootFieldsOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly FieldNode[] {
  const fields: FieldNode[] = [];
  const seen = new Set<string>();
  const visit = (set: SelectionSetNode) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = findFragment(document, selection.name.value);
        if (fragment !== undefined) visit(fragment.selectionSet);
      }
    }
  };
  visit(operation.selectionSet);
  return fields;
}

/** References over all `_entities` fields of an operation, however they are aliased. */
export function countReferences(
  rootFields: readonly FieldNode[],
  variables: Readonly<Record<string, unknown>>,
): number {
  const countValue = (value: ValueNode): number => {
    if (value.kind === Kind.LIST) return value.values.length;
    if (value.kind !== Kind.VARIABLE) return 1;
    const given = variables[value.name.value];
    return Array.isArray(given) ? given.length : 1;
  };
  return rootFields
    .filter((field) => field.name.value === '_entities')
    .flatMap((field) => field.arguments ?? [])
    .reduce((count, argument) => count + countValue(argument.value), 0);
}

function findFragment(document: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition;
  }
  return undefined;
}
