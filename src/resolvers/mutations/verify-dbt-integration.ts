import type { MutationResolvers } from '../../generated/graphql.ts';

export const verifyDbtIntegration: NonNullable<MutationResolvers['verifyDbtIntegration']> = (
  _parent,
  { input },
  context,
) => context.integrations.verify(context.viewer(), input);
