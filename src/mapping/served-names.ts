import { specifiedScalarTypes } from 'graphql';
import type { Mapping } from './mapping.ts';

/** What the parts of the contributed graph are called where it is served. */
export interface ServedNames {
  /** The types under which one of ours is served: of `Table` and `Column` the owner's, possibly none of `Column`. */
  types(name: string): readonly string[];
  /** The name of a type that the owner has no part in. */
  type(name: string): string;
  /** The name of a field by the served type and the field's usual name. */
  field(servedType: string, name: string): string;
}

/** Types that are shared with the owner as they are. */
const COMMON = new Set(['Query', 'Mutation', ...specifiedScalarTypes.map(({ name }) => name)]);

export function servedNames({ tables, columns, typePrefix, renames }: Mapping): ServedNames {
  const entities = new Map([
    ['Table', tables.map(({ typeName }) => typeName)],
    ['Column', columns.map(({ typeName }) => typeName)],
  ]);
  const type = (name: string) => (COMMON.has(name) ? name : typePrefix + name);
  return {
    types: (name) => entities.get(name) ?? [type(name)],
    type,
    field: (servedType, name) => renames.get(`${servedType}.${name}`) ?? name,
  };
}
