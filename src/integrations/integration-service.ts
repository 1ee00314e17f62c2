import type { Viewer } from '../identity/viewer.ts';
import { changeStored } from './change-stored.ts';
import { configure, type VerifyOutcome, verifyInput } from './configure.ts';
import { ForbiddenError } from './errors.ts';
import type { HealthReader } from './health-recorder.ts';
import { type HealthView, viewHealth } from './health-status.ts';
import { type IntegrationInput, parseWebhookSecret } from './input.ts';
import type { Integration, IntegrationEvent } from './integration.ts';
import type { IntegrationProblem } from './problem.ts';
import { rotateToken } from './rotate-token.ts';
import { type ChangeResult, notConfigured, refused, type ServiceParts } from './service-parts.ts';
import { fromStore, instant, readStored } from './stored.ts';

interface RemoveOutcome {
  readonly removed: boolean;
  readonly purgedEntries: number;
  readonly userErrors: readonly IntegrationProblem[];
}

/**
 * What admins do with their tenant's integration. Every method throws a ForbiddenError for anyone else, before it looks anything
 * up, and a StoreUnavailableError when the stored record cannot be read or written. What an admin can put right is data.
 */
export interface IntegrationService {
  /** For what admins alone may see elsewhere. */
  requireAdmin(viewer: Viewer): void;
  get(viewer: Viewer): Promise<Integration | null>;
  /** Read once for each record object that `get` or a change has returned. */
  health(viewer: Viewer, integration: Integration): Promise<HealthView>;
  /** Newest first. */
  events(viewer: Viewer, first: number): Promise<readonly IntegrationEvent[]>;
  /** Where to point dbt's webhook; null until a public URL is configured. */
  webhookUrl(integration: Integration): string | null;
  verify(viewer: Viewer, input: IntegrationInput): Promise<VerifyOutcome>;
  configure(viewer: Viewer, input: IntegrationInput): Promise<ChangeResult>;
  rotateToken(
    viewer: Viewer,
    serviceToken: string,
    expectedRevision: number | null | undefined,
  ): Promise<ChangeResult>;
  /** Null clears it. */
  setWebhookSecret(viewer: Viewer, secret: string | null | undefined): Promise<ChangeResult>;
  refresh(viewer: Viewer): Promise<ChangeResult>;
  remove(viewer: Viewer): Promise<RemoveOutcome>;
}

export interface IntegrationServiceOptions extends ServiceParts {
  readonly healthReader: HealthReader;
  /** Without a trailing slash; null where none is configured. */
  readonly publicUrl: string | null;
  /** Which scope makes an admin, and where it is looked for: a sentence for callers who are none. */
  readonly adminRule: string;
}

export function createIntegrationService(options: IntegrationServiceOptions): IntegrationService {
  const { store, log, clock, purges, healthReader, publicUrl } = options;
  const healthByRecord = new WeakMap<Integration, Promise<HealthView>>();
  const requireAdmin = (viewer: Viewer) => {
    if (!viewer.isAdmin) throw new ForbiddenError(options.adminRule);
  };

  return {
    requireAdmin,

    async get(viewer) {
      requireAdmin(viewer);
      const result = await fromStore(options, () => store.read(viewer.tenant));
      return result.kind === 'none' ? null : result.integration;
    },

    async health(viewer, integration) {
      requireAdmin(viewer);
      const known = healthByRecord.get(integration);
      if (known !== undefined) return known;
      const reading = fromStore(options, async () =>
        viewHealth(await healthReader.read(viewer.tenant, integration.id), clock()),
      );
      healthByRecord.set(integration, reading);
      return reading;
    },

    async events(viewer, first) {
      requireAdmin(viewer);
      return fromStore(options, () => store.events(viewer.tenant, first));
    },

    webhookUrl: ({ id }) => (publicUrl === null ? null : `${publicUrl}/webhooks/dbt/${id}`),

    async verify(viewer, input) {
      requireAdmin(viewer);
      return verifyInput(options, viewer, input);
    },

    async configure(viewer, input) {
      requireAdmin(viewer);
      return configure(options, viewer, input);
    },

    async rotateToken(viewer, serviceToken, expectedRevision) {
      requireAdmin(viewer);
      return rotateToken(options, viewer, serviceToken, expectedRevision);
    },

    async setWebhookSecret(viewer, typed) {
      requireAdmin(viewer);
      const { secret, problems } = parseWebhookSecret(typed);
      if (problems.length > 0) {
        const stored = await readStored(options, viewer.tenant);
        return refused(stored === null ? [...problems, notConfigured()] : problems);
      }
      return changeStored(options, viewer, null, ({ integration }, draft) => {
        const place = {
          tenant: viewer.tenant,
          integrationId: integration.id,
          field: 'webhookSecret',
        } as const;
        return {
          ok: true,
          draft: { ...draft, webhookSecret: secret === null ? null : options.vault.seal(secret, place) },
          action: 'WEBHOOK_SECRET_SET',
          detail: secret === null ? 'Webhook secret cleared.' : 'Webhook secret set.',
        };
      });
    },

    async refresh(viewer) {
      requireAdmin(viewer);
      // The new revision makes every replica start clean; deleting is what forgets the entries for good.
      const result = await changeStored(options, viewer, null, (_stored, draft) => ({
        ok: true,
        draft,
        action: 'REFRESHED',
        detail: 'Everything read from dbt was forgotten.',
      }));
      if (result.integration !== null) {
        const { tenant, id, revision } = result.integration;
        await purges.forgetNow({ tenant, integrationId: id, revision: revision - 1 });
      }
      return result;
    },

    async remove(viewer) {
      requireAdmin(viewer);
      const { tenant, userId } = viewer;
      // Read nothing first: a record whose key is lost must still be removable.
      const event = {
        at: instant(clock()),
        actor: userId,
        action: 'REMOVED',
        detail: 'The integration and its token were deleted.',
      } as const;
      const purgeOf = (integrationId: string) => purges.pending({ tenant, integrationId });
      const result = await fromStore(options, () =>
        store.remove(tenant, { expectedRevision: null, event, purgeOf }),
      );
      if (result.kind !== 'removed') return { removed: false, purgedEntries: 0, userErrors: [] };

      const { integrationId, revision } = result;
      options.onChanged({ tenant, integrationId, revision, action: 'REMOVED' });
      log.info(
        { tenant, integrationId, revision, action: 'REMOVED', actor: userId },
        'dbt integration changed',
      );
      return {
        removed: true,
        purgedEntries: await purges.forgetNow({ tenant, integrationId }),
        userErrors: [],
      };
    },
  };
}
