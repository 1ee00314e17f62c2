import type { Within } from '../cache/read-through.ts';
import { type EnvironmentOutcome, isRead } from '../environments/read-environments.ts';
import { type DetailsByNode, type NodeRequest, readDetails } from './details-reader.ts';
import type { MatchedKeys } from './match-keys.ts';
import type { TableKey } from './needs.ts';
import type { UpstreamMemory, UpstreamOutcome } from './upstream-memory.ts';
import { requestsAbove } from './wanted-nodes.ts';

/** What is upstream of the tables of one batch. */
export interface Above {
  readonly outcome: UpstreamOutcome;
  /** With their graphs, as far as these could be read. */
  readonly environments: readonly EnvironmentOutcome[];
  /** The nodes upstream of which more is told than the index tells, in the order of the keys. */
  readonly requests: readonly (readonly NodeRequest[])[];
  readonly details: DetailsByNode;
}

/** Null where nothing that is selected asks for it. */
export async function readAbove(
  keys: readonly TableKey[],
  { withGraphs, outcomes, prefix }: MatchedKeys,
  { upstreams, withinDeadline }: { readonly upstreams: UpstreamMemory; readonly withinDeadline: Within },
): Promise<Above | null> {
  if (withGraphs === null) return null;
  const environments = await withGraphs;
  const outcome = await upstreams.read(prefix, environments);
  const requests = keys.map(({ needs }, position) => requestsAbove(needs, outcomes[position], outcome));
  const read = new Map(
    environments.filter(isRead).map((environment) => [environment.environment.id, environment]),
  );
  const details = await readDetails(read, requests.flat(), withinDeadline);
  return { outcome, environments, requests, details };
}
