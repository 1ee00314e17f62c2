import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** How large an operation is where every fragment counts as often as it is spread. */
export interface Measured {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
}

/** The largest operation of a valid document, figure by figure. */
export function measureDocument(document: DocumentNode): Measured {
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return operations.map(({ selectionSet }) => measureSet(document, selectionSet)).reduce(larger);
}

function measureSet(document: DocumentNode, { selections }: SelectionSetNode): Measured {
  const all = selections.map((selection): Measured => {
    if (selection.kind === Kind.FIELD) {
      const below =
        selection.selectionSet === undefined ? NOTHING : measureSet(document, selection.selectionSet);
      const aliases = below.aliases + (selection.alias === undefined ? 0 : 1);
      return { depth: 1 + below.depth, aliases, rootFields: 1 };
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return measureSet(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION
      ? measureSet(document, fragment.selectionSet)
      : NOTHING;
  });
  return all.reduce(
    (sum, { depth, aliases, rootFields }) => ({
      depth: Math.max(sum.depth, depth),
      aliases: sum.aliases + aliases,
      rootFields: sum.rootFields + rootFields,
    }),
    NOTHING,
  );
}

const NOTHING: Measured = { depth: 0, aliases: 0, rootFields: 0 };

function larger(one: Measured, other: Measured): Measured {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: Math.max(one.aliases, other.aliases),
    rootFields: Math.max(one.rootFields, other.rootFields),
  };
}
