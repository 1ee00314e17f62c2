/**
 * What is known of a dbt node, as the rules of this folder read it: the words are dbt's, the wire's oddities (ids as numbers or text,
 * missing and null alike) are gone. Instants stay the text that dbt sent; the rules decide what counts as a date.
 */

export type ResourceType = 'MODEL' | 'SOURCE' | 'SEED' | 'SNAPSHOT';

/** A relation as a catalogue names it. `database` is null where the catalogue knows none (`none`, `null` and the empty text mean the same). */
export interface Relation {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
}

/** One node of an environment's index: enough to match a relation, and to say why another did not match. */
export interface IndexedNode {
  readonly uniqueId: string;
  readonly resourceType: ResourceType;
  /** The name in the project; rarely a reliable name of the relation. */
  readonly name: string;
  readonly packageName: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  /** `alias` of models, seeds and snapshots, `identifier` of sources; null where the API has neither. */
  readonly identifier: string | null;
  /** The relation as dbt renders it, quoting included. Applied models only. */
  readonly relationName: string | null;
  /** Models only: table, view, incremental, ephemeral, materialized_view or a project's own word. */
  readonly materializedType: string | null;
}

/** One state (applied or definition) of one environment. */
export interface EnvironmentIndex {
  readonly environmentId: string;
  readonly adapterType: string | null;
  readonly projectName: string | null;
  readonly nodes: readonly IndexedNode[];
}

/** dbt's two clocks: `lastRun…` is the latest attempt, everything else the latest successful build. */
export interface ExecutionInfo {
  readonly lastRunId: string | null;
  readonly lastJobId: string | null;
  readonly lastRunStatus: string | null;
  readonly lastRunError: string | null;
  readonly lastRunGeneratedAt: string | null;
  readonly lastSuccessRunId: string | null;
  readonly lastSuccessJobId: string | null;
  readonly executeStartedAt: string | null;
  readonly executeCompletedAt: string | null;
  readonly executionTimeSeconds: number | null;
  readonly runGeneratedAt: string | null;
  /** Tests only: rows that broke the assertion in the latest attempt. */
  readonly lastRunFailures: number | null;
}

export interface SourceFreshness {
  readonly checked: boolean | null;
  /** dbt's word in any case: Pass, warn, runtime error, ... */
  readonly status: string | null;
  readonly maxLoadedAt: string | null;
  /** When the check looked; never the data's own time. */
  readonly snapshottedAt: string | null;
  /** When the run of the check wrote its results. */
  readonly runGeneratedAt: string | null;
  /** Whether the source's criteria hold a threshold, `warn_after` or `error_after`. */
  readonly hasThreshold: boolean;
}

/** The node itself, without its columns and tests. */
export interface NodeDetails {
  readonly uniqueId: string;
  readonly resourceType: ResourceType;
  readonly description: string | null;
  /** Sources only: the text of the group the table is declared in. */
  readonly sourceDescription: string | null;
  readonly materializedType: string | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
  /** Owner of the relation as the warehouse's catalog says. */
  readonly owner: string | null;
  /** False until a job of the environment has generated docs for this node. */
  readonly inCatalog: boolean;
  readonly execution: ExecutionInfo | null;
  readonly freshness: SourceFreshness | null;
}

export interface CatalogColumn {
  readonly name: string;
  readonly description: string | null;
  readonly dataType: string | null;
  /** As the warehouse counts: from 1 or from 0. */
  readonly index: number | null;
  readonly tags: readonly string[];
  readonly meta: unknown;
}

/** A test as the node lists it. */
export interface NodeTest {
  readonly uniqueId: string;
  readonly name: string;
  readonly description: string | null;
  /** GENERIC_DATA_TEST, SINGULAR_DATA_TEST, UNIT_TEST or a word not known yet. */
  readonly testType: string | null;
  readonly columnName: string | null;
  readonly metadata: TestMetadata | null;
  readonly lastKnownResult: string | null;
  readonly execution: ExecutionInfo | null;
}

interface TestMetadata {
  readonly name: string | null;
  readonly namespace: string | null;
  /** Arguments of the generic test, e.g. column_name, model, to, field, combination_of_columns. */
  readonly kwargs: Readonly<Record<string, unknown>> | null;
}
