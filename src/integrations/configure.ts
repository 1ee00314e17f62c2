import type { Viewer } from '../identity/viewer.ts';
import { describeConfigured, describeUpdated } from './audit-detail.ts';
import { type ChangeResult, changed, refused, revisionConflict } from './change-result.ts';
import { MAX_ATTEMPTS } from './edit-record.ts';
import { verifiedHealth } from './health-status.ts';
import { type IntegrationInput, parseIntegrationInput } from './input.ts';
import { instant } from './instant.ts';
import type { ConnectedEnvironment, Integration } from './integration.ts';
import { noteOrder } from './notes.ts';
import type { OpenedRecord } from './opened-record.ts';
import { planVerification } from './plan-verification.ts';
import type { IntegrationProblem } from './problem.ts';
import type { Records } from './record.ts';
import type { IntegrationDraft } from './store/store.ts';
import type {
  HostAddresses,
  ParseHost,
  Verify,
  VerifyInput,
  VerifyResult,
} from './verification/verification.ts';

export interface ConfigureParts {
  readonly verify: Verify;
  readonly parseHost: ParseHost;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Most `environmentIds` of one integration; 50 when left out. */
  readonly maxEnvironmentIds?: number;
}

export interface VerifyOutcome {
  readonly environments: readonly ConnectedEnvironment[];
  readonly userErrors: readonly IntegrationProblem[];
  /** Sentences about what was found. */
  readonly notes: readonly string[];
}

export interface Configure {
  /** Tries the credentials, stores nothing. */
  verify(viewer: Viewer, input: IntegrationInput): Promise<VerifyOutcome>;
  /** Verifies, then creates the integration or replaces it whole. */
  configure(viewer: Viewer, input: IntegrationInput): Promise<ChangeResult>;
}

const REVISION_FIELD = ['input', 'expectedRevision'];

export function createConfigure(parts: ConfigureParts, records: Records): Configure {
  const { parseHost, now, newId, maxEnvironmentIds } = parts;

  /** Null when someone else was faster. */
  function save(
    viewer: Viewer,
    stored: OpenedRecord | null,
    verified: Verified,
  ): Promise<Integration | null> {
    const { host, environments, typedToken } = verified;
    const at = instant(now());
    const id = stored?.integration.id ?? newId();
    const token =
      typedToken === null ? null : records.sealToken(typedToken, { viewer, integrationId: id, at });
    const written = { ...host, environments, updatedAt: at };
    const health = verifiedHealth(at);

    if (stored !== null) {
      const draft: IntegrationDraft = { ...records.draft(stored), ...written, ...token };
      const detail = describeUpdated(stored.integration, draft, token !== null);
      const expectedRevision = stored.integration.revision;
      return records.commit(viewer, draft, { expectedRevision, action: 'UPDATED', detail, health });
    }
    if (token === null) throw new Error('A new integration was verified without a token.');
    const draft: IntegrationDraft = {
      id,
      tenant: viewer.tenant,
      ...written,
      ...token,
      webhookSecret: null,
      configuredAt: at,
      configuredBy: viewer.userId,
    };
    const detail = describeConfigured(draft);
    return records.commit(viewer, draft, { expectedRevision: null, action: 'CONFIGURED', detail, health });
  }

  return {
    async verify(viewer, input) {
      const stored = await records.open(viewer.tenant);
      const parsed = parseIntegrationInput(input, maxEnvironmentIds);
      const plan = planVerification(parseHost, input, parsed, stored);
      if (!plan.ok) return { environments: [], userErrors: plan.errors, notes: [] };
      const result = await parts.verify(plan.verification);
      if (!result.ok) return { environments: [], userErrors: result.errors, notes: [] };
      const { environments } = result;
      return { environments, userErrors: [], notes: notesOn(plan.verification, environments) };
    },

    async configure(viewer, input) {
      const parsed = parseIntegrationInput(input, maxEnvironmentIds);
      const { expectedRevision, serviceToken: typedToken } = parsed;
      const verify = oncePerToken(parts.verify);

      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const stored = await records.open(viewer.tenant);
        if (expectedRevision !== null && expectedRevision !== (stored?.integration.revision ?? 0)) {
          return refused([...parsed.problems, revisionConflict(REVISION_FIELD)]);
        }
        const plan = planVerification(parseHost, input, parsed, stored);
        if (!plan.ok) return refused(plan.errors);

        const result = await verify(plan.verification);
        if (!result.ok) return refused(result.errors);

        const integration = await save(viewer, stored, { ...result, typedToken });
        if (integration !== null) {
          return changed(integration, notesOn(plan.verification, integration.environments));
        }
        if (expectedRevision !== null) return refused([revisionConflict(REVISION_FIELD)]);
      }
      return refused([revisionConflict(null)]);
    },
  };
}

function notesOn(
  { environmentIds }: VerifyInput,
  environments: readonly ConnectedEnvironment[],
): readonly string[] {
  return environmentIds === null ? noteOrder(environments) : [];
}

interface Verified {
  readonly host: HostAddresses;
  readonly environments: readonly ConnectedEnvironment[];
  /** Null keeps the stored one. */
  readonly typedToken: string | null;
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
