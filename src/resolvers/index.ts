import type { Resolvers } from '../generated/graphql.ts';
import { federation } from './entities.ts';
import { toResolvers } from './field-resolvers.ts';
import { FIELDS } from './fields.ts';
import { DbtIntegration } from './integration.ts';
import { Mutation } from './mutations.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  ...toResolvers(FIELDS),
  DbtIntegration,
  Query: { ...Query, ...federation },
  Mutation,
};
