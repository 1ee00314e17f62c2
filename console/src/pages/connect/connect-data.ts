import type { Environment, IntegrationEvent } from '../../integration.ts';
import { typeName } from '../../representation.ts';

const INTEGRATION = `id revision apiHost discoveryUrl updatedAt webhookUrl webhookSecretSet
  serviceToken { preview setAt setBy }
  environments { id name projectName }`;

export const CONNECT_QUERY = `query ConsoleConnect {
  dbtIntegration { ${INTEGRATION} }
  dbtIntegrationEvents(first: 1) { events { at actor action detail } }
}`;

export interface Integration {
  readonly id: string;
  readonly revision: number;
  readonly apiHost: string;
  readonly discoveryUrl: string;
  readonly updatedAt: string;
  readonly webhookUrl: string | null;
  readonly webhookSecretSet: boolean;
  readonly serviceToken: { readonly preview: string; readonly setAt: string; readonly setBy: string | null };
  readonly environments: readonly Environment[];
}

export interface ConnectData {
  readonly dbtIntegration: Integration | null;
  readonly dbtIntegrationEvents: { readonly events: readonly IntegrationEvent[] };
}

export interface UserError {
  readonly code: string;
  /** Path into the arguments: `["input", "apiHost"]`. */
  readonly field: readonly string[] | null;
  readonly message: string;
}

export interface Changed {
  readonly integration: Integration | null;
  readonly userErrors: readonly UserError[];
}

export interface ConnectInput {
  readonly apiHost: string;
  readonly serviceToken?: string;
  readonly discoveryUrl?: string;
  readonly environmentIds?: readonly string[];
  readonly expectedRevision?: number;
}

const CHANGED = `integration { ${INTEGRATION} } userErrors { code field message }`;

export function verifyMutation(): string {
  return `mutation ConsoleVerify($input: ${typeName('DbtIntegrationInput')}!) {
    verifyDbtIntegration(input: $input) { environments { id name projectName } userErrors { code field message } }
  }`;
}

export function configureMutation(): string {
  return `mutation ConsoleConfigure($input: ${typeName('DbtIntegrationInput')}!) { changed: configureDbtIntegration(input: $input) { ${CHANGED} } }`;
}

export const ROTATE_MUTATION = `mutation ConsoleRotate($serviceToken: String!, $expectedRevision: Int) {
  changed: rotateDbtServiceToken(serviceToken: $serviceToken, expectedRevision: $expectedRevision) { ${CHANGED} }
}`;

export const WEBHOOK_SECRET_MUTATION = `mutation ConsoleWebhookSecret($secret: String) {
  changed: setDbtWebhookSecret(secret: $secret) { ${CHANGED} }
}`;

export const REFRESH_MUTATION = `mutation ConsoleRefresh { changed: refreshDbtMetadata { ${CHANGED} } }`;

export const REMOVE_MUTATION = `mutation ConsoleRemove {
  removeDbtIntegration { removed purgedEntries userErrors { code field message } }
}`;
