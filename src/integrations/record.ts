import type { Viewer } from '../identity/viewer.ts';
import type { Log } from '../observability/log.ts';
import { fromStore } from './from-store.ts';
import { instant } from './instant.ts';
import type { Integration, IntegrationAction, IntegrationHealth } from './integration.ts';
import { type OpenedRecord, openRecord, renewedDraft } from './opened-record.ts';
import type { Purges } from './purges.ts';
import type { Vault } from './secrets/vault.ts';
import type { IntegrationDraft, IntegrationStore } from './store/store.ts';

/** One committed change, told to this process at once; other replicas notice by reading the store. */
export interface IntegrationChange {
  readonly tenant: string;
  readonly integrationId: string;
  /** The new revision; after a removal, the last one. */
  readonly revision: number;
  readonly action: IntegrationAction;
}

export interface RecordParts {
  readonly store: IntegrationStore;
  readonly vault: Vault;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Pick<Log, 'info'>;
  readonly onChanged: (change: IntegrationChange) => void;
  /** Told why the store or a key has failed; the caller is told only that it has. */
  readonly onUnavailable: (cause: unknown) => void;
  readonly purges: Pick<Purges, 'pending'>;
}

export interface Commit {
  /** Null for a record that is new. */
  readonly expectedRevision: number | null;
  readonly action: IntegrationAction;
  readonly detail: string;
  readonly health?: IntegrationHealth;
}

/** The stored records, one per tenant: read with their secrets, edited as drafts, written whole. Rejects with a StoreUnavailableError. */
export interface Records {
  /** Null where the tenant has none. */
  open(tenant: string): Promise<OpenedRecord | null>;
  /** The record to start a change from. */
  draft(opened: OpenedRecord): IntegrationDraft;
  /** The fields of a record that a new token sets. */
  sealToken(serviceToken: string, owner: SecretOwner): SealedToken;
  sealWebhookSecret(secret: string, owner: Omit<SecretOwner, 'at'>): IntegrationDraft['webhookSecret'];
  /**
   * Writes a draft with its audit event, and that the entries read at the revision before it are to be deleted; null when someone else
   * was faster. Tells this process of the change.
   */
  commit(viewer: Viewer, draft: IntegrationDraft, commit: Commit): Promise<Integration | null>;
  /** Deletes the record without reading it, since its key may be lost; null where the tenant has none. */
  remove(viewer: Viewer): Promise<IntegrationChange | null>;
}

interface SecretOwner {
  readonly viewer: Viewer;
  readonly integrationId: string;
  readonly at: string;
}

type SealedToken = Pick<IntegrationDraft, 'serviceToken' | 'tokenPreview' | 'tokenSetAt' | 'tokenSetBy'>;

export function createRecords(parts: RecordParts): Records {
  const { store, vault, now, log, onChanged, purges } = parts;

  function announce(viewer: Viewer, change: IntegrationChange): IntegrationChange {
    onChanged(change);
    log.info({ ...change, actor: viewer.userId }, 'dbt integration changed');
    return change;
  }

  return {
    open: (tenant) => fromStore(parts, () => openRecord(parts, tenant)),

    draft: (opened) => renewedDraft(vault, opened),

    sealToken: (serviceToken, { viewer, integrationId, at }) => ({
      serviceToken: vault.seal(serviceToken, { tenant: viewer.tenant, integrationId, field: 'serviceToken' }),
      tokenPreview: tokenPreview(serviceToken),
      tokenSetAt: at,
      tokenSetBy: viewer.userId,
    }),

    sealWebhookSecret: (secret, { viewer, integrationId }) =>
      vault.seal(secret, { tenant: viewer.tenant, integrationId, field: 'webhookSecret' }),

    async commit(viewer, draft, { expectedRevision, action, detail, health }) {
      const { tenant, id: integrationId } = draft;
      const event = { at: draft.updatedAt, actor: viewer.userId, action, detail };
      const purge =
        expectedRevision === null
          ? null
          : purges.pending({ tenant, integrationId, revision: expectedRevision });
      const result = await fromStore(parts, () =>
        store.replace(draft, { expectedRevision, event, purge, ...(health === undefined ? {} : { health }) }),
      );
      if (result.kind === 'conflict') return null;
      announce(viewer, { tenant, integrationId, revision: result.integration.revision, action });
      return result.integration;
    },

    async remove(viewer) {
      const { tenant, userId: actor } = viewer;
      const action = 'REMOVED';
      const detail = 'The integration and its token were deleted.';
      const event = { at: instant(now()), actor, action, detail } as const;
      const purgeOf = (integrationId: string) => purges.pending({ tenant, integrationId });
      const result = await fromStore(parts, () =>
        store.remove(tenant, { expectedRevision: null, event, purgeOf }),
      );
      if (result.kind !== 'removed') return null;
      const { integrationId, revision } = result;
      return announce(viewer, { tenant, integrationId, revision, action });
    },
  };
}

const DOTS = '••••';

/** Short tokens show nothing: their last four characters would be a large part of them. */
function tokenPreview(serviceToken: string): string {
  return serviceToken.length < 8 ? DOTS : DOTS + serviceToken.slice(-4);
}
