import type { Viewer } from '../identity/viewer.ts';
import type { IntegrationProblem } from './problem.ts';
import {
  type ChangeResult,
  changed,
  MAX_ATTEMPTS,
  notConfigured,
  refused,
  revisionConflict,
  type ServiceParts,
} from './service-parts.ts';
import type { IntegrationDraft } from './store/store.ts';
import { type Commit, commit, draftFrom, instant, readStored, type Stored } from './stored.ts';

/** What a change makes of the stored record. */
export type Edit =
  | ({ readonly ok: true; readonly draft: IntegrationDraft } & Omit<Commit, 'expectedRevision'>)
  | { readonly ok: false; readonly errors: readonly IntegrationProblem[] };

/**
 * Reads, edits and writes the tenant's integration. Without an expected revision the edit is made anew on what others wrote in
 * between, so that the last one wins with a whole record.
 */
export async function changeStored(
  parts: ServiceParts,
  viewer: Viewer,
  expectedRevision: number | null,
  edit: (stored: Stored, draft: IntegrationDraft, at: string) => Edit | Promise<Edit>,
): Promise<ChangeResult> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const stored = await readStored(parts, viewer.tenant);
    if (stored === null) return refused([notConfigured()]);
    const { revision } = stored.integration;
    if (expectedRevision !== null && expectedRevision !== revision) {
      return refused([revisionConflict(['expectedRevision'])]);
    }
    const at = instant(parts.clock());
    const edited = await edit(stored, { ...draftFrom(parts, stored), updatedAt: at }, at);
    if (!edited.ok) return refused(edited.errors);

    const { draft, action, detail, health } = edited;
    const integration = await commit(parts, viewer, draft, {
      expectedRevision: revision,
      action,
      detail,
      ...(health === undefined ? {} : { health }),
    });
    if (integration !== null) return changed(integration);
    if (expectedRevision !== null) return refused([revisionConflict(['expectedRevision'])]);
  }
  return refused([revisionConflict(null)]);
}
