import { onTestFinished } from 'vitest';
import { createAdminClient } from '../../src/dbt/admin-client.ts';
import { createRequestCounter } from '../../src/dbt/budget.ts';
import { createCallKey } from '../../src/dbt/call-key.ts';
import { createCircuit } from '../../src/dbt/circuit.ts';
import { createGuardedAgent, type GuardedAgentOptions } from '../../src/dbt/host-guard.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { createProbe } from '../../src/dbt/probe.ts';
import { createRequestGuards } from '../../src/dbt/request-guard.ts';
import { createRetries } from '../../src/dbt/retries.ts';
import { createSharedCircuits } from '../../src/dbt/shared-circuits.ts';
import type { VerifyInput } from '../../src/integrations/verification/verification.ts';
import { createVerifier } from '../../src/integrations/verification/verify.ts';

export const TOKEN = 'dbtc_a-very-secret-token';
const NOW_MS = Date.UTC(2026, 1, 3, 4, 5, 6);

export interface VerifyingOptions {
  /** Hosts that may be given a token. */
  readonly allowed: readonly string[];
  readonly deadlineMs?: number;
  readonly lookup?: GuardedAgentOptions['lookup'];
  readonly requestsPerMinute?: number;
}

type Input = Partial<VerifyInput> & { readonly apiHost: string };

/** Verifies over real HTTP, connecting through the host guard, with budget and circuit of one process. Waits take no time. */
export function createVerifying(options: VerifyingOptions) {
  const { lookup } = options;
  const allowedHosts = new Set(options.allowed);
  const dispatcher = createGuardedAgent({ allowedHosts, ...(lookup === undefined ? {} : { lookup }) });
  onTestFinished(() => dispatcher.destroy());
  const http = createDbtHttp({ dispatcher });
  const clock = { nowMs: NOW_MS };
  const now = () => clock.nowMs;
  const waits: number[] = [];
  const retries = createRetries({ now, random: () => 1, wait: async (ms) => void waits.push(ms) });
  const guards = createRequestGuards({
    circuit: createCircuit(now),
    counter: createRequestCounter({ now, shared: null }),
    requestsPerMinute: options.requestsPerMinute ?? 400,
    keyOf: createCallKey([{ key: new Uint8Array(32) }]),
    retries,
    sharedCircuits: createSharedCircuits({ read: async () => null, write: () => {} }, now),
  });
  const verifier = createVerifier({
    allowedHosts,
    discovery: createProbe({ http, guard: guards.verify, now }),
    admin: createAdminClient({ http, retries, now }),
    now,
    deadlineMs: options.deadlineMs ?? 10_000,
  });
  return {
    clock,
    waits,
    verify: (input: Input) =>
      verifier({ discoveryUrl: null, environmentIds: null, serviceToken: TOKEN, ...input }),
  };
}

/** Verifies once. The typed host is on the list unless `allowed` says otherwise. */
export function verify(input: Input, options: Partial<VerifyingOptions> = {}) {
  return createVerifying({ allowed: [input.apiHost], ...options }).verify(input);
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
/** How a message ends about a host that is the right one and fails for now. */
export const TRY_AGAIN = 'The address looks right: try again in a minute.';
export const ASKED_THRICE = 'It was asked three times.';
/** How it ends about a host that may be either. */
export const UNCLEAR = `Try again in a minute; if that does not help, ${CHECK_DISCOVERY.replace('Check', 'check')}`;
