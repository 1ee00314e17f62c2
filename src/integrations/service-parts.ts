import type { Log } from '../observability/log.ts';
import type { Integration, IntegrationAction } from './integration.ts';
import type { IntegrationProblem } from './problem.ts';
import type { Purges } from './purges.ts';
import type { Vault } from './secrets/vault.ts';
import type { IntegrationStore } from './store/store.ts';
import type { ParseHost, Verify } from './verification/verification.ts';

/** One committed change, told to this process at once; other replicas notice by reading the store. */
export interface IntegrationChange {
  readonly tenant: string;
  readonly integrationId: string;
  /** The new revision; after a removal, the last one there was. */
  readonly revision: number;
  readonly action: IntegrationAction;
}

export interface ServiceParts {
  readonly store: IntegrationStore;
  readonly vault: Vault;
  readonly verify: Verify;
  readonly parseHost: ParseHost;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly newId: () => string;
  /** Most `environmentIds` of one integration; 50 when left out. */
  readonly maxEnvironmentIds?: number;
  readonly log: Pick<Log, 'info'>;
  readonly onChanged: (change: IntegrationChange) => void;
  /** Told why the store or a key has failed; the caller is told only that it has. */
  readonly onUnavailable: (cause: unknown) => void;
  readonly purges: Pick<Purges, 'pending' | 'forgetNow'>;
}

/** Either the integration as it is now, or what stood in the way; never both. */
export interface ChangeResult {
  readonly integration: Integration | null;
  readonly userErrors: readonly IntegrationProblem[];
}

export function changed(integration: Integration): ChangeResult {
  return { integration, userErrors: [] };
}

export function refused(userErrors: readonly IntegrationProblem[]): ChangeResult {
  return { integration: null, userErrors };
}

/** How often a change without expectedRevision is tried anew when others change the same integration meanwhile. */
export const MAX_ATTEMPTS = 5;

export function notConfigured(): IntegrationProblem {
  return {
    code: 'NOT_CONFIGURED',
    field: null,
    message: 'dbt is not connected. Connect it with configureDbtIntegration first.',
  };
}

export function revisionConflict(field: readonly string[] | null): IntegrationProblem {
  return {
    code: 'REVISION_CONFLICT',
    field,
    message: 'Someone else changed the integration since it was read. Read it again, then repeat the change.',
  };
}
