import type { NodeCode } from '../environments/details/node-translation.ts';
import type { ReadEnvironment } from '../environments/read-environments.ts';
import type { Claimant, ResourceType, Run } from '../facts/facts.ts';
import { toInstant } from '../facts/instants.ts';
import type { NodeDetails } from '../facts/node.ts';
import { toLastRun, toLastSuccessfulRun } from '../facts/runs.ts';

/** `DbtEnvironment` of the graph. */
export interface EnvironmentRecord {
  readonly id: string;
  readonly name: string | null;
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly adapterType: string | null;
  /** Left out where only the integration's own list of environments was read. */
  readonly lastUpdatedAt?: string | null;
}

/** `DbtNode` of the graph. */
export interface NodeRecord {
  readonly uniqueId: string;
  readonly resourceType: ResourceType;
  readonly name: string;
  readonly relationName: string | null;
  readonly packageName: string | null;
  readonly materialization: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
  readonly environment: EnvironmentRecord;
  readonly lastRun: Run | null;
  readonly lastSuccessfulRun: Run | null;
  readonly rawCode: string | null;
  readonly compiledCode: string | null;
}

/** `details` and `code` are null where the selection does not ask for them. */
export function toNodeRecord(
  { node }: Claimant,
  read: ReadEnvironment,
  details: NodeDetails | null,
  code: NodeCode | null,
): NodeRecord {
  return {
    uniqueId: node.uniqueId,
    resourceType: node.resourceType,
    name: node.name,
    relationName: node.relationName,
    packageName: node.packageName,
    materialization: node.materializedType,
    owner: details?.owner ?? null,
    tags: details?.tags ?? [],
    meta: details?.meta ?? null,
    environment: toEnvironmentRecord(read),
    lastRun: details === null ? null : toLastRun(details),
    lastSuccessfulRun: details === null ? null : toLastSuccessfulRun(details),
    rawCode: code?.rawCode ?? null,
    compiledCode: code?.compiledCode ?? null,
  };
}

function toEnvironmentRecord({ environment, state }: ReadEnvironment): EnvironmentRecord {
  return {
    ...environment,
    projectName: environment.projectName ?? state.projectName,
    adapterType: state.adapterType ?? environment.adapterType,
    lastUpdatedAt: toInstant(state.lastUpdatedAt),
  };
}
