import type { MutationResolvers } from '../../generated/graphql.ts';

export const refreshDbtMetadata: NonNullable<MutationResolvers['refreshDbtMetadata']> = (
  _parent,
  _args,
  context,
) => context.integrations.refresh(context.viewer());
