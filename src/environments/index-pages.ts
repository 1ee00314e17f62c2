import type {
  ChangeMarks,
  DiscoveryCall,
  DiscoveryClient,
  EnvironmentIndexAnswer,
} from '../dbt/discovery-client.ts';
import { UnknownEnvironmentError } from '../dbt/errors.ts';
import { type IndexList, NODE_KINDS } from '../dbt/operations.ts';
import type { TestSeverity } from '../facts/facts.ts';
import type { EnvironmentIndex } from '../facts/node.ts';
import { toSeverity } from '../facts/severity.ts';
import { toIndexedNode } from './node-translation.ts';

/** What is read of an environment as a whole: one state's nodes, or the severity of its tests. */
export type IndexKey = 'applied' | 'definition' | 'severities';

export interface IndexedEnvironment extends EnvironmentIndex {
  /** dbt's own mark of change, as it was sent. */
  readonly lastUpdatedAt: string | null;
  /** What dbt says of its own changes, as it was when this was read; null for the definition state. */
  readonly marks: ChangeMarks | null;
}

/** Severity by the test's uniqueId; a test without a known severity is missing. */
export type Severities = Readonly<Record<string, TestSeverity>>;

const LISTS: Readonly<Record<IndexKey, readonly IndexList[]>> = {
  applied: NODE_KINDS.map((kind): IndexList => `applied.${kind}`),
  definition: NODE_KINDS.map((kind): IndexList => `definition.${kind}`),
  severities: ['applied.tests'],
};

/** Reads the asked parts; they share their pages. */
export async function readIndexByKey(
  client: DiscoveryClient,
  call: DiscoveryCall,
  environmentId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const wanted = keys as readonly IndexKey[];
  const lists = wanted.flatMap((key) => LISTS[key]);
  const { applied, definition } = await readStates(client, call, environmentId, lists);
  const parts: Readonly<Record<IndexKey, () => unknown>> = {
    applied: () => toIndex(environmentId, applied),
    definition: () => toIndex(environmentId, definition),
    severities: () => toSeverities(applied),
  };
  return new Map(wanted.map((key) => [key, parts[key]()]));
}

async function readStates(
  client: DiscoveryClient,
  call: DiscoveryCall,
  environmentId: string,
  lists: readonly IndexList[],
): Promise<Readonly<Record<'applied' | 'definition', EnvironmentIndexAnswer>>> {
  try {
    return await client.readIndex(call, environmentId, lists);
  } catch (error) {
    // The environment was verified when it was configured: dbt has purged it since, or no job has run yet. It has no nodes.
    if (error instanceof UnknownEnvironmentError) return { applied: NOTHING, definition: NOTHING };
    throw error;
  }
}

const NOTHING: EnvironmentIndexAnswer = {
  adapterType: null,
  dbtProjectName: null,
  lastUpdatedAt: null,
  marks: { appliedLastUpdatedAt: null, latestGitSha: null, definitionLastUpdatedAt: null },
  nodes: { models: [], sources: [], seeds: [], snapshots: [] },
  testConfigs: new Map(),
};

function toIndex(environmentId: string, answer: EnvironmentIndexAnswer): IndexedEnvironment {
  return {
    environmentId,
    adapterType: answer.adapterType,
    projectName: answer.dbtProjectName,
    lastUpdatedAt: answer.lastUpdatedAt,
    marks: answer.marks,
    nodes: NODE_KINDS.flatMap((kind) => answer.nodes[kind].map((node) => toIndexedNode(kind, node))),
  };
}

function toSeverities(answer: EnvironmentIndexAnswer): Severities {
  const severities: Record<string, TestSeverity> = Object.create(null);
  for (const [uniqueId, config] of answer.testConfigs) {
    const severity = toSeverity(config);
    if (severity !== null) severities[uniqueId] = severity;
  }
  return severities;
}
