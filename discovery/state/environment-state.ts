import { createHash } from 'node:crypto';
import { runIdOf } from '../artifacts/ids.ts';
import type { NodeRuns } from '../artifacts/merge-runs.ts';
import type { CatalogTable, ManifestNode } from '../artifacts/schemas.ts';
import { findApplied } from './applied.ts';
import type { Freshness } from './freshness.ts';
import { type Graph, linkNodes } from './graph.ts';
import { createNodeFinder, withNodeIds } from './node-ids.ts';

export interface EnvironmentIdentity {
  id: number;
  accountId: number;
  projectId: number;
  name: string;
  projectName: string;
}

/** All that is known of one environment; built whole and replaced whole, never changed. */
export interface EnvironmentState {
  identity: EnvironmentIdentity;
  adapterType: string | null;
  dbtVersion: string | null;
  /** Every enabled node of the manifest by uniqueId, unit tests, sources, exposures and groups included. */
  nodes: ReadonlyMap<string, ManifestNode>;
  macroPackages: string[];
  graph: Graph;
  applied: ReadonlySet<string>;
  runs: ReadonlyMap<string, NodeRuns>;
  freshness: ReadonlyMap<string, Freshness>;
  catalog: ReadonlyMap<string, CatalogEntry>;
  /** Of the newest catalog; null where there never was one. */
  catalogGeneratedAt: string | null;
  manifestGeneratedAt: string | null;
  manifestRunId: number | null;
  appliedUpdatedAt: string | null;
  latestGitSha: string | null;
  /** A test that was merely compiled after its last execution reads `success`. */
  compiledTestsReadSuccess: boolean;
}

/** What a catalog says of one node, and which catalog it was. */
export interface CatalogEntry {
  table: CatalogTable;
  generatedAt: string | null;
  runId: number | null;
}

/** What artifacts told of an environment, merged. */
export interface EnvironmentFacts {
  adapterType: string | null;
  dbtVersion: string | null;
  macroPackages: readonly string[];
  manifestGeneratedAt: string | null;
  manifestInvocationId: string | null;
  /** Sorted by id. */
  nodes: ReadonlyMap<string, ManifestNode>;
  runs: ReadonlyMap<string, NodeRuns>;
  /** Some execution built nodes of the manifest as relations of another target. */
  hasOtherTarget: boolean;
  /** By the ids of the catalogs. */
  catalog: ReadonlyMap<string, CatalogEntry>;
  catalogGeneratedAt: string | null;
  /** By the ids of the checks, oldest first. */
  freshness: readonly (readonly [string, Freshness])[];
  newestGeneration: string | null;
}

export interface EnvironmentStateOptions {
  facts: EnvironmentFacts;
  identity: EnvironmentIdentity;
  compiledTestsReadSuccess: boolean;
  /** The state before: what depends on the same nodes alone is taken from it. */
  previous?: EnvironmentState | null;
}

export function buildEnvironmentState(options: EnvironmentStateOptions): EnvironmentState {
  const { facts, identity, previous } = options;
  const { nodes } = facts;
  const findNode = createNodeFinder(nodes);
  const catalog = withNodeIds([...facts.catalog], findNode);
  return {
    identity,
    adapterType: facts.adapterType,
    dbtVersion: facts.dbtVersion,
    nodes,
    macroPackages: [...facts.macroPackages],
    graph: previous?.nodes === nodes ? previous.graph : linkNodes(nodes, findNode),
    applied: findApplied(nodes, { nodes: facts.runs, hasOtherTarget: facts.hasOtherTarget }, catalog),
    runs: facts.runs,
    freshness: new Map(facts.freshness.map(([id, check]) => [findNode(id) ?? id, check])),
    catalog,
    catalogGeneratedAt: facts.catalogGeneratedAt,
    manifestGeneratedAt: facts.manifestGeneratedAt,
    manifestRunId: runIdOf(facts.manifestInvocationId),
    appliedUpdatedAt: facts.newestGeneration,
    latestGitSha: shaOf(facts.manifestInvocationId),
    compiledTestsReadSuccess: options.compiledTestsReadSuccess,
  };
}

function shaOf(invocationId: string | null): string | null {
  return invocationId === null ? null : createHash('sha1').update(invocationId).digest('hex');
}

export function distinct(values: Iterable<string | null | undefined>): string[] {
  return [...new Set([...values].filter((value) => typeof value === 'string'))].sort();
}
