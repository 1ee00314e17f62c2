import { type GraphQLFieldResolver, Kind } from 'graphql';
import type { RequestContext } from '../context.ts';
import type { ContributedColumn, ContributedTable } from '../loaders/contributed.ts';
import type { Mapping } from '../mapping/mapping.ts';

type Resolver = GraphQLFieldResolver<ContributedTable | ContributedColumn, RequestContext>;

/** The owner's own fields, answered with what the reference holds: a caller that asks for them gets back what it sent. */
export function toOwnerFields({ tables, columns, owner }: Mapping): Record<string, Record<string, Resolver>> {
  const entities = new Set([...tables, ...columns].map(({ typeName }) => typeName));
  const resolvers: Record<string, Record<string, Resolver>> = {};
  for (const definition of owner.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION)
      continue;
    const typeName = definition.name.value;
    if (!entities.has(typeName)) continue;
    const fields = resolvers[typeName] ?? {};
    resolvers[typeName] = fields;
    for (const { name } of definition.fields ?? []) {
      fields[name.value] = ({ reference }) => reference[name.value];
    }
  }
  return resolvers;
}
