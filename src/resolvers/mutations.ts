import type { MutationResolvers } from '../generated/graphql.ts';

/** Each mutation is one call of the integration service, made as the viewer. */
export const Mutation: Required<MutationResolvers> = {
  verifyDbtIntegration: (_parent, { input }, context) => context.integrations.verify(context.viewer(), input),

  configureDbtIntegration: (_parent, { input }, context) =>
    context.integrations.configure(context.viewer(), input),

  rotateDbtServiceToken: (_parent, { serviceToken, expectedRevision }, context) =>
    context.integrations.rotateToken(context.viewer(), serviceToken, expectedRevision),

  setDbtWebhookSecret: (_parent, { secret }, context) =>
    context.integrations.setWebhookSecret(context.viewer(), secret),

  refreshDbtMetadata: (_parent, _args, context) => context.integrations.refresh(context.viewer()),

  removeDbtIntegration: (_parent, _args, context) => context.integrations.remove(context.viewer()),
};
