import type { Viewer } from '../identity/viewer.ts';
import { type ChangeResult, changed, notConfigured, refused, revisionConflict } from './change-result.ts';
import { instant } from './instant.ts';
import type { OpenedRecord } from './opened-record.ts';
import type { IntegrationProblem } from './problem.ts';
import type { Commit, Records } from './record.ts';
import type { IntegrationDraft } from './store/store.ts';

/** What a change makes of the stored record. */
export type Edit =
  | ({ readonly ok: true; readonly draft: IntegrationDraft } & Omit<Commit, 'expectedRevision'>)
  | { readonly ok: false; readonly errors: readonly IntegrationProblem[] };

/** Makes an edit of a draft that is dated `at`. */
type MakeEdit = (opened: OpenedRecord, draft: IntegrationDraft, at: string) => Edit | Promise<Edit>;

/** Reads, edits and writes the tenant's record. */
export type EditRecord = (
  viewer: Viewer,
  expectedRevision: number | null,
  edit: MakeEdit,
) => Promise<ChangeResult>;

/** How often a change without expectedRevision is made anew when others change the same record meanwhile. */
export const MAX_ATTEMPTS = 5;

/** Without an expected revision an edit is made anew on what others wrote in between, so that the last one wins with a whole record. */
export function createEditRecord(records: Records, now: () => number): EditRecord {
  return async (viewer, expectedRevision, edit) => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const opened = await records.open(viewer.tenant);
      if (opened === null) return refused([notConfigured()]);
      const { revision } = opened.integration;
      if (expectedRevision !== null && expectedRevision !== revision) {
        return refused([revisionConflict(['expectedRevision'])]);
      }
      const at = instant(now());
      const edited = await edit(opened, { ...records.draft(opened), updatedAt: at }, at);
      if (!edited.ok) return refused(edited.errors);

      const { draft, action, detail, health } = edited;
      const integration = await records.commit(viewer, draft, {
        expectedRevision: revision,
        action,
        detail,
        ...(health === undefined ? {} : { health }),
      });
      if (integration !== null) return changed(integration);
      if (expectedRevision !== null) return refused([revisionConflict(['expectedRevision'])]);
    }
    return refused([revisionConflict(null)]);
  };
}
