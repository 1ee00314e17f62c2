import { type DefinitionNode, type DocumentNode, Kind, parse } from 'graphql';

/** The subgraphs of one graph as one schema, which tells what may be asked of all: what stands there twice is taken once. */
export function mergeOwners(texts: readonly string[]): DocumentNode {
  const seen = new Set<string>();
  const isFirst = (name: string) => seen.size < seen.add(name).size;
  const definitions = texts
    .flatMap((text) => [...parse(text, { noLocation: true }).definitions])
    .flatMap((definition): DefinitionNode[] => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) {
        const name = 'name' in definition ? definition.name?.value : undefined;
        return isFirst(name ?? 'schema') ? [definition] : [];
      }
      const { name } = definition;
      const fields = (definition.fields ?? []).filter((field) =>
        isFirst(`${name.value}.${field.name.value}`),
      );
      if (isFirst(name.value)) return [{ ...definition, fields }];
      return fields.length === 0 ? [] : [{ kind: Kind.OBJECT_TYPE_EXTENSION, name, fields }];
    });
  return { kind: Kind.DOCUMENT, definitions };
}
