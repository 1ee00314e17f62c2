import { nameOfEnvironment } from '../../integration.ts';
import type { Integration } from './connect-data.ts';

/** What another admin has changed between two readings, a sentence each. */
export function whatChanged(before: Integration | null, now: Integration | null): readonly string[] {
  if (now === null) return before === null ? [] : ['The connection was removed.'];
  if (before === null || before.id !== now.id) return [`dbt is connected to ${now.apiHost}.`];
  const sentences: string[] = [];
  if (before.apiHost !== now.apiHost) sentences.push(`The host was ${before.apiHost} and is ${now.apiHost}.`);
  if (before.discoveryUrl !== now.discoveryUrl) sentences.push(`The Discovery URL is ${now.discoveryUrl}.`);
  if (before.serviceToken.setAt !== now.serviceToken.setAt) {
    sentences.push(`There is a new service token: ${now.serviceToken.preview}.`);
  }
  if (environmentsOf(before) !== environmentsOf(now)) {
    sentences.push(`The environments are ${environmentsOf(now)}; they were ${environmentsOf(before)}.`);
  }
  if (before.webhookSecretSet !== now.webhookSecretSet) {
    sentences.push(now.webhookSecretSet ? 'A webhook secret is set.' : 'The webhook secret is cleared.');
  }
  return sentences;
}

function environmentsOf({ environments }: Integration): string {
  return environments.map(nameOfEnvironment).join(', then ');
}
