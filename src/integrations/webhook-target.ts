import type { ConnectedEnvironment } from './integration.ts';
import type { ServiceParts } from './service-parts.ts';
import { fromStore } from './stored.ts';

/** Whom a webhook's address names, and what its signature is checked with. */
export interface WebhookTarget {
  readonly tenant: string;
  readonly integrationId: string;
  readonly revision: number;
  readonly environments: readonly ConnectedEnvironment[];
  readonly webhookSecret: string;
}

/** Null when there is no such integration or it has no secret: nothing can be verified then. Rejects with a StoreUnavailableError. */
export function findWebhookTarget(
  parts: Pick<ServiceParts, 'store' | 'vault' | 'onUnavailable'>,
  integrationId: string,
): Promise<WebhookTarget | null> {
  const { store, vault } = parts;
  return fromStore(parts, async () => {
    const result = await store.readById(integrationId);
    if (result.kind === 'none' || result.integration.webhookSecret === null) return null;
    const { tenant, revision, environments, webhookSecret } = result.integration;
    return {
      tenant,
      integrationId,
      revision,
      environments,
      webhookSecret: vault.open(webhookSecret, { tenant, integrationId, field: 'webhookSecret' }),
    };
  });
}
