import { MAX_EVENT_AGE_MS } from '../integrations/dbt-webhook.ts';

/** Why a delivery was refused, in sentences for an admin; a caller is told less. Nothing of an event stands in them but its type and environment. */

export const UNSIGNED =
  "The request had no signature of dbt's form. A proxy in front may drop its authorization header; else the call was not dbt's.";

export const FORGED =
  'The signature does not fit: dbt signs with another secret than the one stored here. Copy the secret that dbt shows, and set it with setDbtWebhookSecret.';

export const OUTDATED = `The event is dated more than ${MAX_EVENT_AGE_MS / 60_000} minutes before or after it came. Check the clock of this server; a recorded event that is sent again is refused so, too.`;

export const MALFORMED =
  "The event is signed, but lacks its id, type, time or environment. Point dbt's webhook for job.run.completed at this address, and nothing else.";

export function ofOtherType(eventType: string): string {
  const type = /^[\w.]{1,60}$/.test(eventType) ? eventType : 'another type';
  return `The event is ${type}, of which there is no use. Subscribe dbt's webhook to job.run.completed alone.`;
}

export function ofOtherEnvironment(environmentId: string): string {
  const environment = /^\d{1,20}$/.test(environmentId)
    ? `environment ${environmentId}`
    : 'another environment';
  return `The event is about ${environment}, which the integration does not read. Add it with configureDbtIntegration, or limit dbt's webhook to jobs of the environments that are read.`;
}

/** `said` is what the caller was told. */
export function ofBody(said: string): string {
  return `The body was not taken: ${said} dbt's events are about a kilobyte.`;
}
