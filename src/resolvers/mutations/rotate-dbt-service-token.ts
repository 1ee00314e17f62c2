import type { MutationResolvers } from '../../generated/graphql.ts';

export const rotateDbtServiceToken: NonNullable<MutationResolvers['rotateDbtServiceToken']> = (
  _parent,
  { serviceToken, expectedRevision },
  context,
) => context.integrations.rotateToken(context.viewer(), serviceToken, expectedRevision);
