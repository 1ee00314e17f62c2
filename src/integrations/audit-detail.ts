import type { ConnectedEnvironment } from './integration.ts';
import type { IntegrationDraft } from './store/store.ts';

/** Sentences of the audit trail. They name hosts and environments; never a token, not even its preview. */

export function describeConfigured({ apiHost, environments }: IntegrationDraft): string {
  return `Connected to ${apiHost} with ${listEnvironments(environments)}.`;
}

export function describeUpdated(
  before: IntegrationDraft,
  after: IntegrationDraft,
  tokenReplaced: boolean,
): string {
  const changes: string[] = [];
  if (before.apiHost !== after.apiHost) changes.push(`host from ${before.apiHost} to ${after.apiHost}`);
  if (before.discoveryUrl !== after.discoveryUrl) changes.push(`Discovery URL to ${after.discoveryUrl}`);
  if (idsOf(before.environments) !== idsOf(after.environments)) {
    changes.push(`environments to ${idsOf(after.environments)}`);
  }
  if (tokenReplaced) changes.push('token');
  return changes.length === 0 ? 'Saved again without a change.' : `Changed: ${changes.join('; ')}.`;
}

export function describeRotated({ environments }: IntegrationDraft): string {
  return `Token replaced, verified with ${listEnvironments(environments)}.`;
}

function listEnvironments(environments: readonly ConnectedEnvironment[]): string {
  const noun = environments.length === 1 ? 'environment' : 'environments';
  return `${environments.length} ${noun} (${idsOf(environments)})`;
}

function idsOf(environments: readonly ConnectedEnvironment[]): string {
  return environments.map(({ id }) => id).join(', ');
}
