import type { BudgetUsage } from '../dbt/request-guard.ts';
import type { Viewer } from '../identity/viewer.ts';
import { toEventCursor } from './event-cursor.ts';
import { fromStore } from './from-store.ts';
import type { HealthReader } from './health-recorder.ts';
import { type HealthView, viewHealth } from './health-status.ts';
import type { EnvironmentState, Integration, IntegrationEvent, WebhookDeliveries } from './integration.ts';
import { NO_WEBHOOK_URL } from './notes.ts';
import type { IntegrationStore } from './store/store.ts';
import type { WebhookRecorder } from './webhook-recorder.ts';

export interface ReadsParts {
  readonly store: Pick<IntegrationStore, 'read' | 'events'>;
  readonly healthReader: HealthReader;
  readonly webhookReader: Pick<WebhookRecorder, 'read'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Without a trailing slash; null where none is configured. */
  readonly publicUrl: string | null;
  /** How the environments stand that are known at this revision. Rejects with a StoreUnavailableError. */
  readonly readStates: (integration: Integration) => Promise<readonly EnvironmentState[]>;
  /** What is used of the budget at this revision; null where the record was changed since. Rejects with a StoreUnavailableError. */
  readonly readBudget: (integration: Integration) => Promise<BudgetUsage | null>;
  /** Told why the store has failed; the caller is told only that it has. */
  readonly onUnavailable: (cause: unknown) => void;
}

export interface EventsPage {
  readonly first: number;
  /** The sequence behind which the page begins; null begins with the newest. */
  readonly before: number | null;
}

interface EventConnection {
  readonly events: readonly IntegrationEvent[];
  /** Null where there are none. */
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

/** What can be seen of a tenant's integration, by whoever may. Rejects with a StoreUnavailableError. */
export interface Reads {
  get(viewer: Viewer): Promise<Integration | null>;
  /** Read once for each record object that `get` or a change has returned. */
  health(viewer: Viewer, integration: Integration): Promise<HealthView>;
  /** One for each environment, in the integration's order. Read once for each record object, like health. */
  environmentStates(viewer: Viewer, integration: Integration): Promise<readonly EnvironmentState[]>;
  /** What became of the webhook's deliveries; null while it has no secret. */
  webhook(viewer: Viewer, integration: Integration): Promise<WebhookDeliveries | null>;
  /** Requests to dbt of the integration's host and token; null where the record was changed since it was read. */
  budget(viewer: Viewer, integration: Integration): Promise<BudgetUsage | null>;
  /** The latest, newest first. */
  events(viewer: Viewer, first: number): Promise<readonly IntegrationEvent[]>;
  /** Newest first, also where the tenant has no integration (any more). */
  eventsPage(viewer: Viewer, page: EventsPage): Promise<EventConnection>;
  /** Where to point dbt's webhook; null until a public URL is configured. */
  webhookUrl(integration: Integration): string | null;
  /** Why there is none, and who can change that; null where there is one. */
  webhookUrlUnknownReason(): string | null;
}

export function createReads(parts: ReadsParts): Reads {
  const { store, healthReader, now, publicUrl } = parts;
  const healthByRecord = new WeakMap<Integration, Promise<HealthView>>();
  const statesByRecord = new WeakMap<Integration, Promise<readonly EnvironmentState[]>>();

  return {
    async get({ tenant }) {
      const result = await fromStore(parts, () => store.read(tenant));
      return result.kind === 'none' ? null : result.integration;
    },

    health({ tenant }, integration) {
      const known = healthByRecord.get(integration);
      if (known !== undefined) return known;
      const reading = fromStore(parts, async () =>
        viewHealth(await healthReader.read(tenant, integration.id), now()),
      );
      healthByRecord.set(integration, reading);
      return reading;
    },

    environmentStates(_viewer, integration) {
      const known = statesByRecord.get(integration);
      if (known !== undefined) return known;
      const reading = parts.readStates(integration).then((states) =>
        integration.environments.map(({ id }) => {
          const state = states.find(({ environmentId }) => environmentId === id);
          return state ?? { ...NOT_READ, environmentId: id };
        }),
      );
      statesByRecord.set(integration, reading);
      return reading;
    },

    webhook: async (_viewer, { id, webhookSecret }) =>
      webhookSecret === null ? null : fromStore(parts, () => parts.webhookReader.read(id)),

    budget: (_viewer, integration) => parts.readBudget(integration),

    events: ({ tenant }, first) => fromStore(parts, () => store.events(tenant, first)),

    eventsPage: ({ tenant }, { first, before }) =>
      fromStore(parts, async () => {
        // One more than is shown tells whether there are more.
        const found = await store.events(tenant, first + 1, before);
        const events = found.slice(0, first);
        const last = events.at(-1);
        return {
          events,
          endCursor: last === undefined ? null : toEventCursor(last.sequence),
          hasNextPage: found.length > first,
        };
      }),

    webhookUrl: ({ id }) => (publicUrl === null ? null : `${publicUrl}/webhooks/dbt/${id}`),

    webhookUrlUnknownReason: () => (publicUrl === null ? NO_WEBHOOK_URL : null),
  };
}

const NOT_READ: Omit<EnvironmentState, 'environmentId'> = {
  status: 'NOT_READ',
  nodes: 0,
  lastReadAt: null,
  lastChangedAt: null,
  lastUpdatedAt: null,
  hasCatalog: null,
  lastFailure: null,
};
