import type { QueryResolvers } from '../generated/graphql.ts';
import { ForbiddenError } from '../integrations/errors.ts';
import { NEEDS_EXPLANATION } from '../loaders/needs.ts';
import { parseTableReference, toRelationOf } from './references.ts';

export const Query: QueryResolvers = {
  dbtIntegration: (_parent, _args, context) => context.integrations.get(context.viewer()),

  async dbtLookup(_parent, { database, schema, name }, context, info) {
    if (!context.viewer().isAdmin) throw new ForbiddenError();
    const key = parseTableReference({ database, schema, name }, 'dbtLookup');
    const needs = context.needsOf(info, 'DbtTableMetadata') | NEEDS_EXPLANATION;
    return (await context.tables.load({ relation: toRelationOf(key), needs })).metadata;
  },
};
