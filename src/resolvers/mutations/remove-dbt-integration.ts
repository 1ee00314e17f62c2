import type { MutationResolvers } from '../../generated/graphql.ts';

export const removeDbtIntegration: NonNullable<MutationResolvers['removeDbtIntegration']> = (
  _parent,
  _args,
  context,
) => context.integrations.remove(context.viewer());
