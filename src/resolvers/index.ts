import type { FieldTable } from '../document/field-table.ts';
import type { EntityTypes } from '../entities/entity-types.ts';
import { DEFAULT_MAPPING } from '../mapping/default-mapping.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { DbtCoverage } from './coverage.ts';
import { createEntitiesResolver } from './entities.ts';
import { toResolvers } from './field-resolvers.ts';
import { DbtIntegration } from './integration.ts';
import { Mutation } from './mutations.ts';
import { toOwnerFields } from './owner-fields.ts';
import { createQuery } from './query.ts';
import { createSelectionBelow } from './selections.ts';

export interface ResolverOptions {
  readonly types: EntityTypes;
  readonly fields: FieldTable;
  readonly mapping: Mapping;
}

type TypeResolvers = Readonly<Record<string, unknown>>;

/** What the executor resolves with, by the names of the served types and fields. */
export function createResolvers({ types, fields, mapping }: ResolverOptions): Record<string, TypeResolvers> {
  const selectionBelow = createSelectionBelow(fields);
  const { typePrefix, renames } = mapping;
  const renamed = (type: string, resolvers: TypeResolvers): TypeResolvers =>
    Object.fromEntries(
      Object.entries(resolvers).map(([name, resolve]) => [renames.get(`${type}.${name}`) ?? name, resolve]),
    );
  const resolvers: Record<string, TypeResolvers> = {
    ...toResolvers(fields),
    [`${typePrefix}DbtIntegration`]: DbtIntegration,
    [`${typePrefix}DbtCoverage`]: DbtCoverage,
    Query: {
      ...renamed('Query', createQuery(selectionBelow)),
      _entities: createEntitiesResolver(types, selectionBelow),
    },
    Mutation: renamed('Mutation', Mutation),
  };
  if (mapping === DEFAULT_MAPPING) return resolvers;
  for (const [type, own] of Object.entries(toOwnerFields(mapping))) {
    resolvers[type] = { ...own, ...resolvers[type] };
  }
  return resolvers;
}
