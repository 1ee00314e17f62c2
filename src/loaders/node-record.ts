import type { NodeCode } from '../environments/details/node-translation.ts';
import type { ReadEnvironment } from '../environments/read-environments.ts';
import type { Claimant, ResourceType, Run } from '../facts/facts.ts';
import { toInstant } from '../facts/instants.ts';
import type { NodeDetails } from '../facts/node.ts';
import { type EnvironmentPages, toEnvironmentPages } from '../facts/pages.ts';
import { toRelation } from '../facts/relation.ts';
import { toLastRun, toLastSuccessfulRun } from '../facts/runs.ts';
import type { ReachedEnvironment } from '../integrations/integration.ts';

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

/** The environment of a node, with the place of its pages. */
export interface NodeEnvironmentRecord extends EnvironmentRecord {
  /** Null where none are known. */
  readonly pages: EnvironmentPages | null;
}

/** `DbtRun` of the graph. */
export interface RunRecord extends Run {
  readonly pages: EnvironmentPages | null;
}

/** `DbtNode` of the graph. */
export interface NodeRecord {
  readonly uniqueId: string;
  readonly resourceType: ResourceType;
  readonly name: string;
  readonly relationName: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly packageName: string | null;
  readonly materialization: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
  readonly environment: NodeEnvironmentRecord;
  readonly lastRun: RunRecord | null;
  readonly lastSuccessfulRun: RunRecord | null;
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
  const pages = pagesOf(read.environment);
  const relation = toRelation(node);
  return {
    uniqueId: node.uniqueId,
    resourceType: node.resourceType,
    name: node.name,
    relationName: node.relationName,
    database: relation?.database ?? null,
    schema: relation?.schema ?? null,
    identifier: relation?.name ?? null,
    packageName: node.packageName,
    materialization: node.materializedType,
    owner: details?.owner ?? null,
    tags: details?.tags ?? [],
    meta: details?.meta ?? null,
    environment: toEnvironmentRecord(read, pages),
    lastRun: details === null ? null : toRunRecord(toLastRun(details), pages),
    lastSuccessfulRun: details === null ? null : toRunRecord(toLastSuccessfulRun(details), pages),
    rawCode: code?.rawCode ?? null,
    compiledCode: code?.compiledCode ?? null,
  };
}

function toRunRecord(run: Run | null, pages: EnvironmentPages | null): RunRecord | null {
  return run === null ? null : { ...run, pages };
}

function toEnvironmentRecord(
  { environment, state }: ReadEnvironment,
  pages: EnvironmentPages | null,
): NodeEnvironmentRecord {
  const { id, name, projectId, projectName, adapterType } = environment;
  return {
    id,
    name,
    projectId,
    projectName: projectName ?? state.projectName,
    adapterType: state.adapterType ?? adapterType,
    lastUpdatedAt: toInstant(state.lastUpdatedAt),
    pages,
  };
}

/** Once for all nodes of an environment: addresses are put together when they are asked for. */
function pagesOf(environment: ReachedEnvironment): EnvironmentPages | null {
  const known = pagesByEnvironment.get(environment);
  if (known !== undefined) return known;
  const pages = toEnvironmentPages(environment);
  pagesByEnvironment.set(environment, pages);
  return pages;
}

/** A connection is the same object for all requests of its time, and so are its environments. */
const pagesByEnvironment = new WeakMap<ReachedEnvironment, EnvironmentPages | null>();
