import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import type { RequestContext } from './context.ts';
import type { FieldTable } from './document/field-table.ts';
import { createEntityTypes, type EntityTypes } from './entities/entity-types.ts';
import { DEFAULT_MAPPING } from './mapping/default-mapping.ts';
import type { Mapping } from './mapping/mapping.ts';
import { toServedTypeDefs } from './mapping/served-type-defs.ts';
import { createResolvers } from './resolvers/index.ts';
import { toServedFields } from './resolvers/served-fields.ts';
import { readTypeDefs } from './type-defs.ts';

/** A graph by a mapping: its schema, its entities, and their fields by the names they are served under. */
export interface MappedGraph {
  readonly schema: GraphQLSchema;
  readonly types: EntityTypes;
  readonly fields: FieldTable;
}

export function createMappedGraph(mapping: Mapping): MappedGraph {
  const types = createEntityTypes(mapping);
  const fields = toServedFields(mapping);
  const resolvers = createResolvers({ types, fields, mapping }) as GraphQLResolverMap<RequestContext>;
  const typeDefs = gql(toServedTypeDefs(readTypeDefs(), mapping));
  return { schema: buildSubgraphSchema([{ typeDefs, resolvers }]), types, fields };
}

/** The graph as it is served without a mapping. */
export function createSchema(): GraphQLSchema {
  return createMappedGraph(DEFAULT_MAPPING).schema;
}
