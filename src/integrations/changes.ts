import type { Viewer } from '../identity/viewer.ts';
import { describeRotated } from './audit-detail.ts';
import { type ChangeResult, notConfigured, refused } from './change-result.ts';
import { type Configure, type ConfigureParts, createConfigure } from './configure.ts';
import { createEditRecord } from './edit-record.ts';
import { verifiedHealth } from './health-status.ts';
import { parseRotation, parseWebhookSecret } from './input.ts';
import { NO_WEBHOOK_URL } from './notes.ts';
import type { IntegrationProblem } from './problem.ts';
import type { Purges } from './purges.ts';
import { createRecords, type RecordParts } from './record.ts';

export interface ChangesParts extends RecordParts, ConfigureParts {
  readonly purges: Pick<Purges, 'pending' | 'forgetNow'>;
  /** Null where none is configured: then no webhook reaches this subgraph. */
  readonly publicUrl: string | null;
}

export interface RemoveOutcome {
  readonly removed: boolean;
  readonly purgedEntries: number;
  readonly userErrors: readonly IntegrationProblem[];
}

/** What can be done to a tenant's integration, by whoever may. Rejects with a StoreUnavailableError. */
export interface Changes extends Configure {
  /** Verifies the new token on the stored host and environments, then puts it in place of the old one. */
  rotateToken(
    viewer: Viewer,
    serviceToken: string,
    expectedRevision: number | null | undefined,
  ): Promise<ChangeResult>;
  /** Null clears it. */
  setWebhookSecret(viewer: Viewer, secret: string | null | undefined): Promise<ChangeResult>;
  /** Forgets everything that was read from dbt. */
  refresh(viewer: Viewer): Promise<ChangeResult>;
  remove(viewer: Viewer): Promise<RemoveOutcome>;
}

export function createChanges(parts: ChangesParts): Changes {
  const records = createRecords(parts);
  const edit = createEditRecord(records, parts.now);

  /** Problems of the input, and that there is no integration where that is so. */
  async function refuseInput(viewer: Viewer, problems: readonly IntegrationProblem[]): Promise<ChangeResult> {
    const stored = await records.open(viewer.tenant);
    return refused(stored === null ? [...problems, notConfigured()] : problems);
  }

  return {
    ...createConfigure(parts, records),

    async rotateToken(viewer, typedToken, typedRevision) {
      const { serviceToken, expectedRevision, problems } = parseRotation(typedToken, typedRevision);
      if (serviceToken === null || problems.length > 0) return refuseInput(viewer, problems);
      return edit(viewer, expectedRevision, async ({ integration }, draft, at) => {
        const result = await parts.verify({
          // With its scheme, which the host alone does not tell.
          apiHost: integration.adminUrl,
          discoveryUrl: integration.discoveryUrl,
          environmentIds: integration.environments.map(({ id }) => id),
          serviceToken,
        });
        if (!result.ok) return { ok: false, errors: result.errors.map(toRotationProblem) };
        const token = records.sealToken(serviceToken, { viewer, integrationId: integration.id, at });
        const rotated = { ...draft, ...token, environments: result.environments };
        return {
          ok: true,
          draft: rotated,
          action: 'TOKEN_ROTATED',
          detail: describeRotated(rotated),
          health: verifiedHealth(at),
        };
      });
    },

    async setWebhookSecret(viewer, typed) {
      const { secret, problems } = parseWebhookSecret(typed);
      if (problems.length > 0) return refuseInput(viewer, problems);
      const result = await edit(viewer, null, ({ integration }, draft) => {
        const owner = { viewer, integrationId: integration.id };
        return {
          ok: true,
          draft: {
            ...draft,
            webhookSecret: secret === null ? null : records.sealWebhookSecret(secret, owner),
          },
          action: 'WEBHOOK_SECRET_SET',
          detail: secret === null ? 'Webhook secret cleared.' : 'Webhook secret set.',
        };
      });
      const isUnreachable = result.integration !== null && secret !== null && parts.publicUrl === null;
      return isUnreachable ? { ...result, notes: [`The secret is stored. ${NO_WEBHOOK_URL}`] } : result;
    },

    async refresh(viewer) {
      // The new revision makes every replica start clean; deleting is what forgets the entries for good.
      const result = await edit(viewer, null, (_opened, draft) => ({
        ok: true,
        draft,
        action: 'REFRESHED',
        detail: 'Everything read from dbt was forgotten.',
      }));
      if (result.integration !== null) {
        const { tenant, id, revision } = result.integration;
        await parts.purges.forgetNow({ tenant, integrationId: id, revision: revision - 1 });
      }
      return result;
    },

    async remove(viewer) {
      const removal = await records.remove(viewer);
      if (removal === null) return { removed: false, purgedEntries: 0, userErrors: [] };
      const { tenant, integrationId } = removal;
      const purgedEntries = await parts.purges.forgetNow({ tenant, integrationId });
      return { removed: true, purgedEntries, userErrors: [] };
    },
  };
}

/** A rotation has one argument that verification can find fault with; what concerns the stored host has no field here. */
function toRotationProblem(problem: IntegrationProblem): IntegrationProblem {
  return { ...problem, field: problem.field?.at(-1) === 'serviceToken' ? ['serviceToken'] : null };
}
