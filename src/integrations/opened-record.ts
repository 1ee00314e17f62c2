import type { Integration, Sealed } from './integration.ts';
import type { Vault } from './secrets/vault.ts';
import type { IntegrationDraft, IntegrationStore } from './store/store.ts';

/** A record with its secrets opened. */
export interface OpenedRecord {
  readonly integration: Integration;
  readonly serviceToken: string;
  readonly webhookSecret: string | null;
}

/**
 * Reads the record before it is changed; null where the tenant has none. Its secrets are opened in every case: a record that cannot be
 * opened is not overwritten, not even by a change that would not need its secrets, because the key may only be missing for now.
 * Rejects with a StoreError or a VaultError.
 */
export async function openRecord(
  { store, vault }: { readonly store: Pick<IntegrationStore, 'read'>; readonly vault: Vault },
  tenant: string,
): Promise<OpenedRecord | null> {
  const result = await store.read(tenant);
  if (result.kind === 'none') return null;
  const { integration } = result;
  const place = { tenant, integrationId: integration.id };
  return {
    integration,
    serviceToken: vault.open(integration.serviceToken, { ...place, field: 'serviceToken' }),
    webhookSecret:
      integration.webhookSecret === null
        ? null
        : vault.open(integration.webhookSecret, { ...place, field: 'webhookSecret' }),
  };
}

/** The record as stored, its secrets encrypted with the first key where an older one has encrypted them. */
export function renewedDraft(vault: Vault, opened: OpenedRecord): IntegrationDraft {
  const { integration, serviceToken, webhookSecret } = opened;
  const place = { tenant: integration.tenant, integrationId: integration.id };
  const renew = (sealed: Sealed, plaintext: string, field: 'serviceToken' | 'webhookSecret') =>
    vault.isCurrent(sealed) ? sealed : vault.seal(plaintext, { ...place, field });
  return {
    ...integration,
    serviceToken: renew(integration.serviceToken, serviceToken, 'serviceToken'),
    webhookSecret:
      integration.webhookSecret === null || webhookSecret === null
        ? null
        : renew(integration.webhookSecret, webhookSecret, 'webhookSecret'),
  };
}
