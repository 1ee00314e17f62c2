import type { Viewer } from '../identity/viewer.ts';
import { StoreUnavailableError } from './errors.ts';
import type { Integration, IntegrationAction, IntegrationHealth, Sealed } from './integration.ts';
import { VaultError } from './secrets/vault.ts';
import type { ServiceParts } from './service-parts.ts';
import { type IntegrationDraft, StoreError } from './store/store.ts';

/** A record with its secrets opened. */
export interface Stored {
  readonly integration: Integration;
  readonly serviceToken: string;
  readonly webhookSecret: string | null;
}

/** Failures of store and vault become the one that callers know. */
export async function fromStore<T>(
  { onUnavailable }: Pick<ServiceParts, 'onUnavailable'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof VaultError)) throw error;
    onUnavailable(error);
    throw new StoreUnavailableError(error);
  }
}

/**
 * Reads the record before it is changed. Its secrets are opened in every case: what cannot be opened is not overwritten, not even
 * by a change that would not need them, because the key may only be missing for now.
 */
export function readStored(
  parts: Pick<ServiceParts, 'store' | 'vault' | 'onUnavailable'>,
  tenant: string,
): Promise<Stored | null> {
  const { store, vault } = parts;
  return fromStore(parts, async () => {
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
  });
}

/** The record to start a change from: as stored, with what an older key encrypted encrypted anew. */
export function draftFrom({ vault }: Pick<ServiceParts, 'vault'>, stored: Stored): IntegrationDraft {
  const { integration, serviceToken, webhookSecret } = stored;
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

export interface Commit {
  readonly expectedRevision: number | null;
  readonly action: IntegrationAction;
  readonly detail: string;
  readonly health?: IntegrationHealth;
}

/**
 * Writes a draft with its audit event, and that what was read at the revision before it is to be deleted; null when someone else was
 * faster. Tells this process of the change.
 */
export async function commit(
  parts: ServiceParts,
  viewer: Viewer,
  draft: IntegrationDraft,
  { expectedRevision, action, detail, health }: Commit,
): Promise<Integration | null> {
  const event = { at: draft.updatedAt, actor: viewer.userId, action, detail };
  const { tenant, id } = draft;
  const purge =
    expectedRevision === null
      ? null
      : parts.purges.pending({ tenant, integrationId: id, revision: expectedRevision });
  const result = await fromStore(parts, () =>
    parts.store.replace(draft, {
      expectedRevision,
      event,
      purge,
      ...(health === undefined ? {} : { health }),
    }),
  );
  if (result.kind === 'conflict') return null;
  const { revision } = result.integration;
  parts.onChanged({ tenant, integrationId: id, revision, action });
  parts.log.info(
    { tenant, integrationId: id, revision, action, actor: viewer.userId },
    'dbt integration changed',
  );
  return result.integration;
}

/** The instant as it is stored and shown. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

const DOTS = '••••';

/** Short tokens show nothing: their last four characters would be a large part of them. */
export function tokenPreview(serviceToken: string): string {
  return serviceToken.length < 8 ? DOTS : DOTS + serviceToken.slice(-4);
}

/** How an integration stands right after a successful verification. */
export function verifiedHealth(at: string): IntegrationHealth {
  return {
    status: 'CONNECTED',
    lastSucceededAt: at,
    lastFailure: null,
    rateLimitedUntil: null,
    tokenLastUsedAt: at,
  };
}
