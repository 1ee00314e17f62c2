import type { Viewer } from '../identity/viewer.ts';
import { describeConfigured, describeUpdated } from './audit-detail.ts';
import { type IntegrationInput, type ParsedInput, parseIntegrationInput } from './input.ts';
import type { ConnectedEnvironment } from './integration.ts';
import type { IntegrationProblem } from './problem.ts';
import {
  type ChangeResult,
  changed,
  MAX_ATTEMPTS,
  refused,
  revisionConflict,
  type ServiceParts,
} from './service-parts.ts';
import type { IntegrationDraft } from './store/store.ts';
import {
  commit,
  draftFrom,
  instant,
  readStored,
  type Stored,
  tokenPreview,
  verifiedHealth,
} from './stored.ts';
import type { HostAddresses, Verify, VerifyInput, VerifyResult } from './verification/verification.ts';

export interface VerifyOutcome {
  readonly environments: readonly ConnectedEnvironment[];
  readonly userErrors: readonly IntegrationProblem[];
}

const REVISION_FIELD = ['input', 'expectedRevision'];

/** Tries the credentials, stores nothing. */
export async function verifyInput(
  parts: ServiceParts,
  viewer: Viewer,
  input: IntegrationInput,
): Promise<VerifyOutcome> {
  const stored = await readStored(parts, viewer.tenant);
  const plan = planVerification(parts, input, parseIntegrationInput(input, parts.maxEnvironmentIds), stored);
  if (!plan.ok) return { environments: [], userErrors: plan.errors };
  const result = await parts.verify(plan.verification);
  return result.ok
    ? { environments: result.environments, userErrors: [] }
    : { environments: [], userErrors: result.errors };
}

/** Verifies, then creates the integration or replaces it whole. */
export async function configure(
  parts: ServiceParts,
  viewer: Viewer,
  input: IntegrationInput,
): Promise<ChangeResult> {
  const parsed = parseIntegrationInput(input, parts.maxEnvironmentIds);
  const verify = oncePerToken(parts.verify);

  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const stored = await readStored(parts, viewer.tenant);
    if (parsed.expectedRevision !== null && parsed.expectedRevision !== (stored?.integration.revision ?? 0)) {
      return refused([...parsed.problems, revisionConflict(REVISION_FIELD)]);
    }
    const plan = planVerification(parts, input, parsed, stored);
    if (!plan.ok) return refused(plan.errors);

    const result = await verify(plan.verification);
    if (!result.ok) return refused(result.errors);

    const integration = await save(parts, viewer, stored, { ...result, typedToken: parsed.serviceToken });
    if (integration !== null) return changed(integration);
    if (parsed.expectedRevision !== null) return refused([revisionConflict(REVISION_FIELD)]);
  }
  return refused([revisionConflict(null)]);
}

/** The host is the input's own, so after a lost race only another stored token makes dbt worth asking again. */
function oncePerToken(verify: Verify): Verify {
  const results = new Map<string, Promise<VerifyResult>>();
  return (verification) => {
    const result = results.get(verification.serviceToken) ?? verify(verification);
    results.set(verification.serviceToken, result);
    return result;
  };
}

type Plan =
  | { readonly ok: true; readonly verification: VerifyInput }
  | { readonly ok: false; readonly errors: readonly IntegrationProblem[] };

/** Decides which token goes to which host, before the network is asked: the stored one goes to the stored host alone. */
function planVerification(
  parts: ServiceParts,
  input: IntegrationInput,
  parsed: ParsedInput,
  stored: Stored | null,
): Plan {
  const { apiHost, discoveryUrl, environmentIds } = parsed;
  const errors: IntegrationProblem[] = [...parsed.problems];
  const host = apiHost === null ? null : parts.parseHost({ apiHost, discoveryUrl });
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

function whyTokenIsRequired(typed: HostAddresses | null, stored: Stored | null): IntegrationProblem | null {
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

interface Verified {
  readonly host: HostAddresses;
  readonly environments: readonly ConnectedEnvironment[];
  /** Null keeps the stored one. */
  readonly typedToken: string | null;
}

function save(parts: ServiceParts, viewer: Viewer, stored: Stored | null, verified: Verified) {
  const { host, environments, typedToken } = verified;
  const { tenant } = viewer;
  const at = instant(parts.clock());
  const id = stored?.integration.id ?? parts.newId();
  const place = { tenant, integrationId: id, field: 'serviceToken' } as const;
  const token =
    typedToken === null
      ? null
      : {
          serviceToken: parts.vault.seal(typedToken, place),
          tokenPreview: tokenPreview(typedToken),
          tokenSetAt: at,
          tokenSetBy: viewer.userId,
        };
  const written = { ...host, environments, updatedAt: at };

  if (stored !== null) {
    const draft: IntegrationDraft = { ...draftFrom(parts, stored), ...written, ...token };
    return commit(parts, viewer, draft, {
      expectedRevision: stored.integration.revision,
      action: 'UPDATED',
      detail: describeUpdated(stored.integration, draft, token !== null),
      health: verifiedHealth(at),
    });
  }
  if (token === null) throw new Error('A new integration was verified without a token.');
  const draft: IntegrationDraft = {
    id,
    tenant,
    ...written,
    ...token,
    webhookSecret: null,
    configuredAt: at,
    configuredBy: viewer.userId,
  };
  return commit(parts, viewer, draft, {
    expectedRevision: null,
    action: 'CONFIGURED',
    detail: describeConfigured(draft),
    health: verifiedHealth(at),
  });
}
