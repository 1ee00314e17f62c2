import type { DbtIntegrationResolvers } from '../generated/graphql.ts';
import { toEventsPage } from './events-page.ts';

export const DbtIntegration: DbtIntegrationResolvers = {
  status: async (integration, _args, context) =>
    (await context.integrations.health(context.viewer(), integration)).status,

  async serviceToken(integration, _args, context) {
    const { tokenLastUsedAt } = await context.integrations.health(context.viewer(), integration);
    return {
      preview: integration.tokenPreview,
      setAt: integration.tokenSetAt,
      setBy: integration.tokenSetBy,
      lastUsedAt: tokenLastUsedAt,
    };
  },

  webhookUrl: (integration, _args, context) => context.integrations.webhookUrl(integration),

  webhookSecretSet: (integration) => integration.webhookSecret !== null,

  lastSucceededAt: async (integration, _args, context) =>
    (await context.integrations.health(context.viewer(), integration)).lastSucceededAt,

  lastFailure: async (integration, _args, context) =>
    (await context.integrations.health(context.viewer(), integration)).lastFailure,

  rateLimitedUntil: async (integration, _args, context) =>
    (await context.integrations.health(context.viewer(), integration)).rateLimitedUntil,

  events: (_integration, { first }, context) =>
    context.integrations.events(context.viewer(), toEventsPage('events', first).first),
};
