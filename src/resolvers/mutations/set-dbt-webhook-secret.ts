import type { MutationResolvers } from '../../generated/graphql.ts';

export const setDbtWebhookSecret: NonNullable<MutationResolvers['setDbtWebhookSecret']> = (
  _parent,
  { secret },
  context,
) => context.integrations.setWebhookSecret(context.viewer(), secret);
