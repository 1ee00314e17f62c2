import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import type { RequestContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';

const SCHEMA_FOLDER = new URL('../schema/', import.meta.url);

/** The contributed graph as SDL, from the files of the schema folder. */
export function readTypeDefs(): string {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'))
    .join('\n');
}

export function createSchema(): GraphQLSchema {
  const typeDefs = gql(readTypeDefs());
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as GraphQLResolverMap<RequestContext> }]);
}
