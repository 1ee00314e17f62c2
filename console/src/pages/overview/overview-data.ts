import type { Environment, Failure, IntegrationEvent, IntegrationStatus } from '../../integration.ts';

export const OVERVIEW_QUERY = `query ConsoleOverview {
  dbtIntegration {
    revision status apiHost discoveryUrl configuredAt configuredBy updatedAt lastSucceededAt rateLimitedUntil
    webhookUrl webhookSecretSet
    serviceToken { preview setAt setBy lastUsedAt }
    lastFailure { code message at }
    environmentStates {
      environment { id name projectName }
      status nodes lastReadAt lastChangedAt hasCatalog
      lastFailure { code message at }
    }
    budget { perMinute usedThisMinute usedToday circuitOpenUntil }
    webhook { lastAcceptedAt lastRefusedAt lastRefusal }
  }
  dbtIntegrationEvents(first: 5) { events { at actor action detail } }
}`;

export interface OverviewData {
  readonly dbtIntegration: Integration | null;
  readonly dbtIntegrationEvents: { readonly events: readonly IntegrationEvent[] };
}

export interface Integration {
  readonly revision: number;
  readonly status: IntegrationStatus;
  readonly apiHost: string;
  readonly discoveryUrl: string;
  readonly configuredAt: string;
  readonly configuredBy: string | null;
  readonly updatedAt: string;
  readonly lastSucceededAt: string | null;
  readonly rateLimitedUntil: string | null;
  readonly webhookUrl: string | null;
  readonly webhookSecretSet: boolean;
  readonly serviceToken: {
    readonly preview: string;
    readonly setAt: string;
    readonly setBy: string | null;
    readonly lastUsedAt: string | null;
  };
  readonly lastFailure: Failure | null;
  readonly environmentStates: readonly EnvironmentState[];
  readonly budget: Budget;
  readonly webhook: WebhookState | null;
}

export interface EnvironmentState {
  readonly environment: Environment;
  readonly status: 'NOT_READ' | 'LOADING' | 'READY' | 'STALE' | 'FAILED';
  readonly nodes: number;
  readonly lastReadAt: string | null;
  readonly lastChangedAt: string | null;
  readonly hasCatalog: boolean | null;
  readonly lastFailure: Failure | null;
}

export interface Budget {
  readonly perMinute: number;
  readonly usedThisMinute: number;
  readonly usedToday: number;
  readonly circuitOpenUntil: string | null;
}

export interface WebhookState {
  readonly lastAcceptedAt: string | null;
  readonly lastRefusedAt: string | null;
  readonly lastRefusal: string | null;
}

const WHILE_LOADING_MS = 1_500;
const OTHERWISE_MS = 20_000;

/** While a project is read, people watch it; otherwise the page keeps up by itself, slowly. */
export function pollMsOf(data: OverviewData | null): number {
  const isLoading =
    data?.dbtIntegration?.environmentStates.some(({ status }) => status === 'LOADING') ?? false;
  return isLoading ? WHILE_LOADING_MS : OTHERWISE_MS;
}
