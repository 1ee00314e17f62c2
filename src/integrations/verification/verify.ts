import type { AdminClient } from '../../dbt/admin-client.ts';
import type { AllowedHosts } from '../../dbt/allowed-hosts.ts';
import type { Probe } from '../../dbt/probe.ts';
import type { ConnectedEnvironment } from '../integration.ts';
import type { Verify, VerifyInput, VerifyResult } from './verification.ts';
import { createHostParser } from './verify-host.ts';
import { listProductionEnvironments, nameEnvironments } from './verify-names.ts';
import { explainDenial, type ProbeOutcome, probeEnvironments } from './verify-probes.ts';
import { environmentsNotFound, noDataYet, noProductionEnvironment, toProblem } from './verify-problems.ts';

export interface VerifierOptions {
  readonly allowedHosts: AllowedHosts;
  readonly discovery: Probe;
  readonly admin: AdminClient;
  readonly now: () => number;
  /** For one verification, all its calls and their retries included; 15 s when left out. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 15_000;

/**
 * Tries a token where it is to be used. What is wrong is looked for in the order in which it can be mended: host, token,
 * permission, environments; an admin is told of the first of these.
 */
export function createVerifier(options: VerifierOptions): Verify {
  const { allowedHosts, discovery, admin, now, deadlineMs = DEADLINE_MS } = options;
  const parseHost = createHostParser(allowedHosts);

  return async (input) => {
    const parsed = parseHost(input);
    if (!parsed.ok) return parsed;
    const { host } = parsed;
    const call = {
      ...host,
      serviceToken: input.serviceToken,
      signal: AbortSignal.timeout(deadlineMs),
      deadlineAtMs: now() + deadlineMs,
    };
    // Asked before the Admin API is: the answer would be the same after it.
    const noRoom = await discovery.checkRoom(call).catch((error: unknown) => ({ error }));
    if (noRoom !== undefined) return refuse(input, noRoom.error, 'discovery');

    if (input.environmentIds !== null) {
      const outcome = await probeEnvironments(discovery, call, input.environmentIds);
      if (outcome.failure !== null) return refuse(input, outcome.failure, 'discovery');
      const unknown = input.environmentIds.filter((id) => !outcome.found.has(id));
      if (unknown.length > 0)
        return { ok: false, errors: [environmentsNotFound(unknown, host.discoveryUrl)] };
      const names = await nameEnvironments(admin, call, now());
      return { ok: true, host, environments: connect(input.environmentIds, names, outcome) };
    }

    const listed = await listProductionEnvironments(admin, call);
    if (!listed.ok) return refuse(input, await explainDenial(listed.error, discovery, call), 'admin');
    const ids = [...listed.environments.keys()];
    if (ids.length === 0) return { ok: false, errors: [noProductionEnvironment()] };
    const outcome = await probeEnvironments(discovery, call, ids);
    if (outcome.failure !== null) return refuse(input, outcome.failure, 'discovery');
    if (outcome.found.size === 0) return { ok: false, errors: [noDataYet(ids.length, host.discoveryUrl)] };
    // One that no job has run in yet is kept: it answers as soon as there is something to say.
    return { ok: true, host, environments: connect(ids, listed.environments, outcome) };
  };
}

function refuse(input: VerifyInput, error: unknown, api: 'admin' | 'discovery'): VerifyResult {
  return { ok: false, errors: [toProblem(error, api, input.discoveryUrl !== null)] };
}

function connect(
  ids: readonly string[],
  names: ReadonlyMap<string, Omit<ConnectedEnvironment, 'id' | 'adapterType'>>,
  { found }: ProbeOutcome,
): readonly ConnectedEnvironment[] {
  return ids.map((id) => ({
    id,
    name: names.get(id)?.name ?? null,
    projectId: names.get(id)?.projectId ?? null,
    projectName: names.get(id)?.projectName ?? found.get(id)?.dbtProjectName ?? null,
    adapterType: found.get(id)?.adapterType ?? null,
    accountId: names.get(id)?.accountId ?? null,
    deploymentType: names.get(id)?.deploymentType ?? null,
    docsUrl: names.get(id)?.docsUrl ?? null,
  }));
}
