import type { Resolvers } from '../generated/graphql.ts';
import { federation } from './entities.ts';
import { toResolvers } from './field-resolvers.ts';
import { FIELDS } from './fields.ts';
import { DbtIntegration } from './integration.ts';
import { configureDbtIntegration } from './mutations/configure-dbt-integration.ts';
import { refreshDbtMetadata } from './mutations/refresh-dbt-metadata.ts';
import { removeDbtIntegration } from './mutations/remove-dbt-integration.ts';
import { rotateDbtServiceToken } from './mutations/rotate-dbt-service-token.ts';
import { setDbtWebhookSecret } from './mutations/set-dbt-webhook-secret.ts';
import { verifyDbtIntegration } from './mutations/verify-dbt-integration.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  ...toResolvers(FIELDS),
  DbtIntegration,
  Query: { ...Query, ...federation },
  Mutation: {
    verifyDbtIntegration,
    configureDbtIntegration,
    rotateDbtServiceToken,
    setDbtWebhookSecret,
    refreshDbtMetadata,
    removeDbtIntegration,
  },
};
