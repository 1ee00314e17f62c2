import type { Viewer } from '../identity/viewer.ts';
import { type Changes, type ChangesParts, createChanges } from './changes.ts';
import { ForbiddenError } from './errors.ts';
import type { IntegrationProblem } from './problem.ts';
import { createReads, type Reads, type ReadsParts } from './reads.ts';
import { NO_ADMIN, type Refusals, whyRefused } from './refusals.ts';

/**
 * What admins do with their tenant's integration. Every method that takes a viewer rejects with a ForbiddenError for anyone else,
 * before anything is looked up, and with a StoreUnavailableError when the stored record cannot be read or written. What an admin
 * can put right is data. Attempts that are refused leave an event.
 */
export interface IntegrationService extends Reads, Changes {
  /** For what admins alone may see elsewhere, in this field of the graph. Throws a ForbiddenError. */
  requireAdmin(viewer: Viewer, field: string): void;
}

export type IntegrationsParts = ReadsParts &
  ChangesParts & {
    /** Which scope makes an admin, and where it is looked for: a sentence for callers who are none. */
    readonly adminRule: string;
    readonly refusals: Refusals;
  };

export function createIntegrations(parts: IntegrationsParts): IntegrationService {
  const { refusals } = parts;
  const reads = createReads(parts);
  const changes = createChanges(parts);
  const requireAdmin = (viewer: Viewer, field: string) => {
    if (viewer.isAdmin) return;
    refusals.record(viewer, field, NO_ADMIN);
    throw new ForbiddenError(parts.adminRule);
  };
  const forAdmins =
    <Args extends unknown[], Result>(field: string, run: AsViewer<Args, Result>): AsViewer<Args, Result> =>
    async (viewer, ...args) => {
      requireAdmin(viewer, field);
      return run(viewer, ...args);
    };
  const withVerification = <Args extends unknown[], Result extends Outcome>(
    field: string,
    run: AsViewer<Args, Result>,
  ): AsViewer<Args, Result> =>
    forAdmins(field, async (viewer, ...args) => {
      const outcome = await run(viewer, ...args);
      const why = whyRefused(outcome.userErrors);
      if (why !== null) refusals.record(viewer, field, why);
      return outcome;
    });
  /** Whoever reads the trail finds what this process has refused before. */
  const afterRefusals =
    <Args extends unknown[], Result>(run: AsViewer<Args, Result>): AsViewer<Args, Result> =>
    async (viewer, ...args) => {
      await refusals.settle();
      return run(viewer, ...args);
    };
  return {
    requireAdmin,
    get: forAdmins('dbtIntegration', reads.get),
    health: forAdmins('dbtIntegration', reads.health),
    webhook: forAdmins('dbtIntegration', reads.webhook),
    budget: forAdmins('dbtIntegration', reads.budget),
    environmentStates: forAdmins('dbtIntegration', reads.environmentStates),
    events: forAdmins('dbtIntegration', afterRefusals(reads.events)),
    eventsPage: forAdmins('dbtIntegrationEvents', afterRefusals(reads.eventsPage)),
    webhookUrl: reads.webhookUrl,
    webhookUrlUnknownReason: reads.webhookUrlUnknownReason,
    verify: withVerification('verifyDbtIntegration', changes.verify),
    configure: withVerification('configureDbtIntegration', changes.configure),
    rotateToken: withVerification('rotateDbtServiceToken', changes.rotateToken),
    setWebhookSecret: forAdmins('setDbtWebhookSecret', changes.setWebhookSecret),
    refresh: forAdmins('refreshDbtMetadata', changes.refresh),
    remove: forAdmins('removeDbtIntegration', changes.remove),
  };
}

type AsViewer<Args extends unknown[], Result> = (viewer: Viewer, ...args: Args) => Promise<Result>;

interface Outcome {
  readonly userErrors: readonly IntegrationProblem[];
}
