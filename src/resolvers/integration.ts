import { graphqlError } from '../errors.ts';
import type { DbtIntegrationResolvers } from '../generated/graphql.ts';
import { toEventsPage } from './events-page.ts';

const CHANGED_MEANWHILE = 'Someone changed the dbt integration while it was being read. Ask again.';

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

  async budget(integration, _args, context) {
    const usage = await context.integrations.budget(context.viewer(), integration);
    if (usage === null) throw graphqlError('STORE_UNAVAILABLE', CHANGED_MEANWHILE);
    const { circuitOpenUntilMs, ...budget } = usage;
    return {
      ...budget,
      circuitOpenUntil: circuitOpenUntilMs === null ? null : new Date(circuitOpenUntilMs).toISOString(),
    };
  },

  webhook: (integration, _args, context) => context.integrations.webhook(context.viewer(), integration),

  webhookUrl: (integration, _args, context) => context.integrations.webhookUrl(integration),

  webhookUrlUnknownReason: (_integration, _args, context) => context.integrations.webhookUrlUnknownReason(),

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
