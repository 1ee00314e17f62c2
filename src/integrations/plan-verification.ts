import type { IntegrationInput, ParsedInput } from './input.ts';
import type { OpenedRecord } from './opened-record.ts';
import type { IntegrationProblem } from './problem.ts';
import type { HostAddresses, ParseHost, VerifyInput } from './verification/verification.ts';

export type VerificationPlan =
  | { readonly ok: true; readonly verification: VerifyInput }
  | { readonly ok: false; readonly errors: readonly IntegrationProblem[] };

/** Decides which token goes to which host, before the network is asked: the stored one goes to the stored host alone. */
export function planVerification(
  parseHost: ParseHost,
  input: IntegrationInput,
  parsed: ParsedInput,
  stored: OpenedRecord | null,
): VerificationPlan {
  const { apiHost, discoveryUrl, environmentIds } = parsed;
  const errors: IntegrationProblem[] = [...parsed.problems];
  const host = apiHost === null ? null : parseHost({ apiHost, discoveryUrl });
  if (host?.ok === false) errors.push(...host.errors);
  const tokenTyped = input.serviceToken !== null && input.serviceToken !== undefined;
  if (!tokenTyped) {
    const problem = whyTokenIsRequired(host?.ok === true ? host.host : null, stored);
    if (problem !== null) errors.push(problem);
  }
  const serviceToken = tokenTyped ? parsed.serviceToken : (stored?.serviceToken ?? null);
  if (errors.length > 0 || apiHost === null || serviceToken === null) return { ok: false, errors };
  return { ok: true, verification: { apiHost, discoveryUrl, environmentIds, serviceToken } };
}

function whyTokenIsRequired(
  typed: HostAddresses | null,
  stored: OpenedRecord | null,
): IntegrationProblem | null {
  const required = (message: string): IntegrationProblem => ({
    code: 'TOKEN_REQUIRED',
    field: ['input', 'serviceToken'],
    message,
  });
  if (stored === null) {
    return required(
      "A service token is needed to connect dbt. Make one in dbt's account settings and paste it here.",
    );
  }
  const { integration } = stored;
  // An unreadable host has a problem of its own, and nothing is sent anywhere.
  if (typed === null) return null;
  if (typed.apiHost !== integration.apiHost || typed.adminUrl !== integration.adminUrl) {
    return required(
      'The API host changes, and the stored token is never sent to another host. Enter the service token too.',
    );
  }
  if (typed.discoveryUrl !== integration.discoveryUrl) {
    return required(
      'The Discovery URL changes, and the stored token is never sent to another host. Enter the service token too, or keep the stored Discovery URL.',
    );
  }
  return null;
}
