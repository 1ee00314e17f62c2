import { UnknownEnvironmentError } from '../dbt/errors.ts';
import type { Probe, ProbeCall, ProbedEnvironment } from '../dbt/probe.ts';

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
