import type { Viewer } from '../identity/viewer.ts';
import { type Changes, type ChangesParts, createChanges } from './changes.ts';
import { ForbiddenError } from './errors.ts';
import { createReads, type Reads, type ReadsParts } from './reads.ts';

/**
 * What admins do with their tenant's integration. Every method that takes a viewer rejects with a ForbiddenError for anyone else,
 * before anything is looked up, and with a StoreUnavailableError when the stored record cannot be read or written. What an admin
 * can put right is data.
 */
export interface IntegrationService extends Reads, Changes {
  /** For what admins alone may see elsewhere. Throws a ForbiddenError. */
  requireAdmin(viewer: Viewer): void;
}

export type IntegrationsParts = ReadsParts &
  ChangesParts & {
    /** Which scope makes an admin, and where it is looked for: a sentence for callers who are none. */
    readonly adminRule: string;
  };

export function createIntegrations(parts: IntegrationsParts): IntegrationService {
  const reads = createReads(parts);
  const changes = createChanges(parts);
  const requireAdmin = (viewer: Viewer) => {
    if (!viewer.isAdmin) throw new ForbiddenError(parts.adminRule);
  };
  const forAdmins =
    <Args extends unknown[], Result>(run: AsViewer<Args, Result>): AsViewer<Args, Result> =>
    async (viewer, ...args) => {
      requireAdmin(viewer);
      return run(viewer, ...args);
    };
  return {
    requireAdmin,
    get: forAdmins(reads.get),
    health: forAdmins(reads.health),
    webhook: forAdmins(reads.webhook),
    budget: forAdmins(reads.budget),
    environmentStates: forAdmins(reads.environmentStates),
    events: forAdmins(reads.events),
    eventsPage: forAdmins(reads.eventsPage),
    webhookUrl: reads.webhookUrl,
    verify: forAdmins(changes.verify),
    configure: forAdmins(changes.configure),
    rotateToken: forAdmins(changes.rotateToken),
    setWebhookSecret: forAdmins(changes.setWebhookSecret),
    refresh: forAdmins(changes.refresh),
    remove: forAdmins(changes.remove),
  };
}

type AsViewer<Args extends unknown[], Result> = (viewer: Viewer, ...args: Args) => Promise<Result>;
