import type { QueryResolvers } from '../generated/graphql.ts';
import { NEEDS_EXPLANATION } from '../loaders/needs.ts';
import { parseTableReference, toRelationOf } from './references.ts';

export const Query: QueryResolvers = {
  dbtIntegration: (_parent, _args, context) => context.integrations.get(context.viewer()),

  async dbtLookup(_parent, { database, schema, name }, context, info) {
    context.integrations.requireAdmin(context.viewer());
    const key = parseTableReference({ database, schema, name }, 'dbtLookup');
    const needs = context.needsOf(info, 'DbtTableMetadata') | NEEDS_EXPLANATION;
    return (await context.tables.load({ relation: toRelationOf(key), needs })).metadata;
  },
};
