import { type DefinitionNode, Kind, visit } from 'graphql';

/** The definitions, `@link` importing exactly these directives. */
export function withImports(
  definitions: readonly DefinitionNode[],
  imports: readonly string[],
): readonly DefinitionNode[] {
  return definitions.map((definition) => {
    if (definition.kind !== Kind.SCHEMA_EXTENSION) return definition;
    return visit(definition, {
      Argument(node) {
        if (node.name.value !== 'import') return undefined;
        const values = imports.map((value) => ({ kind: Kind.STRING as const, value }));
        return { ...node, value: { kind: Kind.LIST, values } };
      },
    });
  });
}
