import type { Integration } from './integration.ts';
import type { IntegrationProblem } from './problem.ts';

/** Either the integration as it is now, or the problems of the change; never both. */
export interface ChangeResult {
  readonly integration: Integration | null;
  readonly userErrors: readonly IntegrationProblem[];
  /** Sentences about a change that was made. */
  readonly notes: readonly string[];
}

export function changed(integration: Integration, notes: readonly string[] = []): ChangeResult {
  return { integration, userErrors: [], notes };
}

export function refused(userErrors: readonly IntegrationProblem[]): ChangeResult {
  return { integration: null, userErrors, notes: [] };
}

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
