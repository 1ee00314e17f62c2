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

  /** Without the times where they cannot be had: names and order stand in the record. */
  async environments(integration, _args, context) {
    const states = await context.integrations
      .environmentStates(context.viewer(), integration)
      .catch(() => []);
    return integration.environments.map((environment, position) => ({
      ...environment,
      lastUpdatedAt: states[position]?.lastUpdatedAt ?? null,
    }));
  },

  async environmentStates(integration, _args, context) {
    const states = await context.integrations.environmentStates(context.viewer(), integration);
    return integration.environments.flatMap((environment, position) => {
      const state = states[position];
      if (state === undefined) return [];
      const { lastUpdatedAt, ...shown } = state;
      return [{ ...shown, environment: { ...environment, lastUpdatedAt } }];
    });
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
