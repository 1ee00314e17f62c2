import type { MutationResolvers } from '../../generated/graphql.ts';

export const configureDbtIntegration: NonNullable<MutationResolvers['configureDbtIntegration']> = (
  _parent,
  { input },
  context,
) => context.integrations.configure(context.viewer(), input);
