import { z } from 'zod';
import { readDiscoveryAnswer } from './discovery-errors.ts';
import type { DiscoveryCall } from './discovery-sender.ts';
import { DbtError, UnknownEnvironmentError, UnknownFieldError } from './errors.ts';
import type { DbtHttp } from './http.ts';
import type { VerificationGuard } from './request-guard.ts';
import { type RequestKind, type TimeRequest, UNTIMED } from './timed-request.ts';

export interface ProbeCall extends DiscoveryCall {
  readonly environmentId: string;
}

export interface ProbedEnvironment {
  readonly dbtProjectName: string | null;
  readonly adapterType: string | null;
}

export interface Probe {
  /** Asks Discovery for an environment's project and adapter, no more. Rejects with a DiscoveryFailure. */
  probeEnvironment(call: ProbeCall): Promise<ProbedEnvironment>;
  /** Asks nothing. Rejects with a DBT_RATE_LIMITED while no probe with this host and token would be let through. */
  checkRoom(call: Omit<ProbeCall, 'environmentId'>): Promise<void>;
}

export interface ProbeOptions {
  readonly http: DbtHttp;
  /** The guard that reads of the same host and token go through: a probe counts for the budget and the circuit as they do. */
  readonly guard: VerificationGuard;
  readonly time?: TimeRequest;
  readonly now?: () => number;
}

const FIELDS = ['dbtProjectName', 'adapterType'];
const PROBE: RequestKind = { api: 'discovery', operation: 'probe' };

/** The smallest question that proves the token, its permission and the environment in one. */
export function createProbe({ http, guard, time = UNTIMED, now = Date.now }: ProbeOptions): Probe {
  const ask = (call: ProbeCall, fields: readonly string[]) =>
    guard.run(call, () => time(PROBE, call.signal, () => askOnce(call, fields)));

  async function askOnce(call: ProbeCall, fields: readonly string[]): Promise<ProbedEnvironment> {
    const { discoveryUrl, serviceToken, environmentId, signal } = call;
    const query = `query ProbeEnvironment($id: BigInt!) { environment(id: $id) { ${fields.join(' ')} } }`;
    const body = JSON.stringify({ query, variables: { id: environmentId } });
    const response = await http({ method: 'POST', url: discoveryUrl, serviceToken, body, signal });
    const { host } = new URL(discoveryUrl);
    const read = readDiscoveryAnswer(response, host, { environmentId, serviceToken, nowMs: now() });
    if (!read.ok) throw read.failure;
    const answer = probeAnswer.safeParse(read.data);
    if (!answer.success) {
      throw new DbtError('DBT_RESPONSE_INVALID', `${host} described the environment in an unknown form.`);
    }
    const { environment } = answer.data;
    if (environment === null) throw new UnknownEnvironmentError(environmentId);
    return {
      dbtProjectName: environment.dbtProjectName ?? null,
      adapterType: environment.adapterType ?? null,
    };
  }

  return {
    checkRoom: guard.checkRoom,

    async probeEnvironment(call) {
      const refused = await ask(call, FIELDS).catch(toUnknownFields);
      if (!Array.isArray(refused)) return refused;
      const accepted = FIELDS.filter((field) => !refused.includes(field));
      const answer = await ask(call, ['__typename', ...accepted]).catch(toUnknownFields);
      if (!Array.isArray(answer)) return answer;
      const { host } = new URL(call.discoveryUrl);
      throw new DbtError(
        'DBT_RESPONSE_INVALID',
        `${host} answers GraphQL, but not as dbt's Discovery API does.`,
      );
    },
  };
}

/** An older host is asked again without the fields that it does not know. */
function toUnknownFields(error: unknown): string[] {
  if (error instanceof UnknownFieldError) return [...error.fields];
  throw error;
}

const probeAnswer = z.object({
  environment: z
    .object({ dbtProjectName: z.string().nullish(), adapterType: z.string().nullish() })
    .nullable(),
});
