import { onTestFinished } from 'vitest';
import { createAdminClient } from '../../src/dbt/admin-client.ts';
import { createGuardedAgent, type GuardedAgentOptions } from '../../src/dbt/host-guard.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { createProbe } from '../../src/dbt/probe.ts';
import type { VerifyInput } from '../../src/integrations/verification/verification.ts';
import { createVerifier } from '../../src/integrations/verification/verify.ts';

export const TOKEN = 'dbtc_a-very-secret-token';
const NOW_MS = Date.UTC(2026, 1, 3, 4, 5, 6);

/** Verifies over real HTTP, connecting through the guard. The typed host is on the list unless `allowed` says otherwise. */
export function verify(
  input: Partial<VerifyInput> & { readonly apiHost: string },
  options: { allowed?: readonly string[]; deadlineMs?: number; lookup?: GuardedAgentOptions['lookup'] } = {},
) {
  const allowedHosts = new Set(options.allowed ?? [input.apiHost]);
  const { lookup } = options;
  const dispatcher = createGuardedAgent({ allowedHosts, ...(lookup === undefined ? {} : { lookup }) });
  onTestFinished(() => dispatcher.destroy());
  const http = createDbtHttp({ dispatcher });
  const clock = () => NOW_MS;
  const verifier = createVerifier({
    allowedHosts,
    discovery: createProbe({ http, clock }),
    admin: createAdminClient({ http, clock }),
    deadlineMs: options.deadlineMs ?? 10_000,
  });
  return verifier({ discoveryUrl: null, environmentIds: null, serviceToken: TOKEN, ...input });
}

export const HOST = ['input', 'apiHost'];
export const IDS = ['input', 'environmentIds'];
export const SERVICE_TOKEN = ['input', 'serviceToken'];
export const REJECTED =
  'dbt rejects this service token. Check that it was copied whole, that it has not been revoked, that it may read metadata (Metadata Only or more), and that it belongs to the account and region of the API host.';
export const CANNOT_LIST =
  'This token cannot list environments. Give it Job Viewer or Account Viewer, or enter environmentIds.';
export const ADDRESS =
  "dbt denies access to the account from this server's address. Add the address to the account's IP restrictions in dbt, or use a token of an account that has none.";
export const CHECK_ADMIN = "Check the API host against the Access URLs page of your dbt account's settings.";
export const CHECK_DISCOVERY =
  "Check the API host against the Access URLs page of your dbt account's settings, or enter the Discovery URL shown there as discoveryUrl.";
