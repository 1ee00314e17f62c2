import { AccessDeniedError } from '../../dbt/access-denied.ts';
import { UnknownEnvironmentError } from '../../dbt/errors.ts';
import type { Probe, ProbeCall, ProbedEnvironment } from '../../dbt/probe.ts';

export interface ProbeOutcome {
  /** Those that Discovery knows. */
  readonly found: ReadonlyMap<string, ProbedEnvironment>;
  /** What ended the probing before all were asked for; null when nothing did. */
  readonly failure: unknown;
}

/** Enough to check fifty environments within the deadline, few enough to leave the account its request budget. */
const PARALLEL_PROBES = 6;

/** Asks Discovery for each environment. The first goes alone: a token that is refused is not sent another time. */
export async function probeEnvironments(
  discovery: Probe,
  call: Omit<ProbeCall, 'environmentId'>,
  ids: readonly string[],
): Promise<ProbeOutcome> {
  const found = new Map<string, ProbedEnvironment>();
  const queue = [...ids];
  let failure: unknown = null;

  async function probeNext(): Promise<void> {
    const environmentId = queue.shift();
    if (environmentId === undefined || failure !== null) return;
    try {
      found.set(environmentId, await discovery.probeEnvironment({ ...call, environmentId }));
    } catch (error) {
      if (!(error instanceof UnknownEnvironmentError)) failure ??= error;
    }
  }

  async function probeAll(): Promise<void> {
    while (queue.length > 0 && failure === null) await probeNext();
  }

  await probeNext();
  await Promise.all(Array.from({ length: PARALLEL_PROBES }, probeAll));
  return { found, failure };
}

/** Whether dbt knows it does not matter: a token is refused before it is looked up. */
const ANY_ENVIRONMENT_ID = '1';

/**
 * Why the Admin API denied a list. It has one form for tokens, permissions and addresses; Discovery, which asks for
 * less, tells them apart: what it accepts only lacks the permission to list.
 */
export async function explainDenial(
  denial: unknown,
  discovery: Probe,
  call: Omit<ProbeCall, 'environmentId'>,
): Promise<unknown> {
  if (!(denial instanceof AccessDeniedError) || denial.subject === 'token') return denial;
  const { failure } = await probeEnvironments(discovery, call, [ANY_ENVIRONMENT_ID]);
  if (failure instanceof AccessDeniedError && failure.subject !== 'permission') return failure;
  const isAnswered = failure === null || failure instanceof AccessDeniedError;
  return isAnswered ? new AccessDeniedError('permission', new URL(call.discoveryUrl).host) : denial;
}
