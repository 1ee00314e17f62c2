import { type DocumentNode, Kind, type TypeNode } from 'graphql';
import type { FieldPath } from './field-path.ts';

/** What a path of a type leads to. */
export interface PathType {
  /** Whether a value on the way, or at the end, may be null. */
  readonly isNullable: boolean;
  /** The name of the type at the end. */
  readonly typeName: string;
}

export type PathTypes = (typeName: string, path: FieldPath) => PathType;

/** By the types of the document. What is not there reads as a text that is never null. */
export function createPathTypes(document: DocumentNode): PathTypes {
  const types = new Map<string, Map<string, TypeNode>>();
  for (const definition of document.definitions) {
    if (!('name' in definition) || !('fields' in definition) || definition.name === undefined) continue;
    const fields = types.get(definition.name.value) ?? new Map<string, TypeNode>();
    types.set(definition.name.value, fields);
    for (const field of definition.fields ?? []) fields.set(field.name.value, field.type);
  }
  return (start, path) => {
    let typeName = start;
    let isNullable = false;
    for (const { name } of path) {
      const type = types.get(typeName)?.get(name);
      isNullable ||= type !== undefined && type.kind !== Kind.NON_NULL_TYPE;
      typeName = type === undefined ? 'String' : namedTypeOf(type);
    }
    return { isNullable, typeName };
  };
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
