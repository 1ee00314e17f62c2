import { fromStore } from './from-store.ts';
import type { ConnectedEnvironment } from './integration.ts';
import type { Vault } from './secrets/vault.ts';
import type { IntegrationStore } from './store/store.ts';

/** Whom a webhook's address names, and what its signature is checked with. */
export interface WebhookTarget {
  readonly tenant: string;
  readonly integrationId: string;
  readonly revision: number;
  readonly environments: readonly ConnectedEnvironment[];
  readonly webhookSecret: string;
}

export interface WebhookTargetParts {
  readonly store: Pick<IntegrationStore, 'readById'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly onUnavailable: (cause: unknown) => void;
}

/** Null when there is no such integration or it has no secret: nothing can be verified then. Rejects with a StoreUnavailableError. */
export function findWebhookTarget(
  parts: WebhookTargetParts,
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
