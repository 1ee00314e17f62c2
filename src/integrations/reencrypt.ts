import { openRecord, renewedDraft } from './opened-record.ts';
import type { Vault } from './secrets/vault.ts';
import type { IntegrationStore } from './store/store.ts';

export interface ReencryptResult {
  readonly reencrypted: number;
  /** Already encrypted with the first key. */
  readonly current: number;
  /** Integrations whose secrets could not be opened or written, with the reason; they stay as they are. */
  readonly failed: readonly { readonly tenant: string; readonly error: unknown }[];
}

/** Enough for someone who saves the same integration a few times meanwhile; each save encrypts with the first key by itself. */
const MAX_ATTEMPTS = 5;

/** Encrypts every stored secret with the first key. Safe beside running replicas, as long as they hold that key too. */
export async function reencryptAll(parts: {
  readonly store: IntegrationStore;
  readonly vault: Vault;
}): Promise<ReencryptResult> {
  let reencrypted = 0;
  let current = 0;
  const failed: { tenant: string; error: unknown }[] = [];
  for (const tenant of await parts.store.tenants()) {
    try {
      if (await reencrypt(parts, tenant)) reencrypted += 1;
      else current += 1;
    } catch (error) {
      failed.push({ tenant, error });
    }
  }
  return { reencrypted, current, failed };
}

/** False when there was nothing to do. */
async function reencrypt(
  parts: { readonly store: IntegrationStore; readonly vault: Vault },
  tenant: string,
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const opened = await openRecord(parts, tenant);
    if (opened === null) return false;
    const { integration } = opened;
    const secrets = [integration.serviceToken, integration.webhookSecret];
    if (secrets.every((sealed) => sealed === null || parts.vault.isCurrent(sealed))) return false;
    const draft = renewedDraft(parts.vault, opened);
    if ((await parts.store.reseal({ ...draft, revision: integration.revision })) === 'ok') return true;
  }
  throw new Error('Others kept changing the integration; run the command again.');
}
