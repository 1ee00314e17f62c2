import type { Viewer } from '../identity/viewer.ts';
import { fromStore } from './from-store.ts';
import type { HealthReader } from './health-recorder.ts';
import { type HealthView, viewHealth } from './health-status.ts';
import type { Integration, IntegrationEvent } from './integration.ts';
import type { IntegrationStore } from './store/store.ts';

export interface ReadsParts {
  readonly store: Pick<IntegrationStore, 'read' | 'events'>;
  readonly healthReader: HealthReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Without a trailing slash; null where none is configured. */
  readonly publicUrl: string | null;
  /** Told why the store has failed; the caller is told only that it has. */
  readonly onUnavailable: (cause: unknown) => void;
}

/** What can be seen of a tenant's integration, by whoever may. Rejects with a StoreUnavailableError. */
export interface Reads {
  get(viewer: Viewer): Promise<Integration | null>;
  /** Read once for each record object that `get` or a change has returned. */
  health(viewer: Viewer, integration: Integration): Promise<HealthView>;
  /** Newest first. */
  events(viewer: Viewer, first: number): Promise<readonly IntegrationEvent[]>;
  /** Where to point dbt's webhook; null until a public URL is configured. */
  webhookUrl(integration: Integration): string | null;
}

export function createReads(parts: ReadsParts): Reads {
  const { store, healthReader, now, publicUrl } = parts;
  const healthByRecord = new WeakMap<Integration, Promise<HealthView>>();

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

    events: ({ tenant }, first) => fromStore(parts, () => store.events(tenant, first)),

    webhookUrl: ({ id }) => (publicUrl === null ? null : `${publicUrl}/webhooks/dbt/${id}`),
  };
}
