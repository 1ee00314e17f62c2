import { createHash } from 'node:crypto';
import { runIdOf } from '../artifacts/ids.ts';
import { mergeRuns, type NodeRuns } from '../artifacts/merge-runs.ts';
import type { Artifacts } from '../artifacts/read.ts';
import type { CatalogTable, Manifest, ManifestNode } from '../artifacts/schemas.ts';
import { findApplied } from './applied.ts';
import { type Freshness, mergeFreshness } from './freshness.ts';
import { type Graph, linkNodes } from './graph.ts';
import { newestGeneration } from './newest-generation.ts';
import { createNodeFinder, withNodeIds } from './node-ids.ts';

interface EnvironmentIdentity {
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
  catalog: ReadonlyMap<string, CatalogTable>;
  catalogGeneratedAt: string | null;
  catalogRunId: number | null;
  manifestGeneratedAt: string | null;
  manifestRunId: number | null;
  appliedUpdatedAt: string | null;
  latestGitSha: string | null;
  /** A test that was merely compiled after its last execution reads `success`. */
  compiledTestsReadSuccess: boolean;
}

export interface EnvironmentStateOptions {
  artifacts: Artifacts;
  identity: EnvironmentIdentity;
  compiledTestsReadSuccess: boolean;
}

export function buildEnvironmentState(options: EnvironmentStateOptions): EnvironmentState {
  const { artifacts, identity } = options;
  const { manifest, catalog } = artifacts;
  const nodes = collectNodes(manifest);
  const findNode = createNodeFinder(nodes);
  const runs = mergeRuns(artifacts.runResults, nodes);
  const tables = withNodeIds(Object.entries({ ...catalog?.nodes, ...catalog?.sources }), findNode);
  const invocationId = manifest.metadata.invocation_id ?? null;
  return {
    identity,
    adapterType: manifest.metadata.adapter_type ?? null,
    dbtVersion: manifest.metadata.dbt_version ?? null,
    nodes,
    macroPackages: distinct(Object.values(manifest.macros ?? {}).map((macro) => macro.package_name)),
    graph: linkNodes(nodes, findNode),
    applied: findApplied(nodes, runs, tables),
    runs: runs.nodes,
    freshness: mergeFreshness(artifacts.freshness, findNode),
    catalog: tables,
    catalogGeneratedAt: catalog?.metadata.generated_at ?? null,
    catalogRunId: runIdOf(catalog?.metadata.invocation_id),
    manifestGeneratedAt: manifest.metadata.generated_at ?? null,
    manifestRunId: runIdOf(invocationId),
    appliedUpdatedAt: newestGeneration(artifacts),
    latestGitSha: invocationId === null ? null : createHash('sha1').update(invocationId).digest('hex'),
    compiledTestsReadSuccess: options.compiledTestsReadSuccess,
  };
}

export function distinct(values: Iterable<string | null | undefined>): string[] {
  return [...new Set([...values].filter((value) => typeof value === 'string'))].sort();
}

/** Disabled nodes are not among these: dbt lists them apart, under `disabled`. */
function collectNodes(manifest: Manifest): Map<string, ManifestNode> {
  const groups = [manifest.nodes, manifest.sources, manifest.exposures, manifest.unit_tests, manifest.groups];
  const all = groups.flatMap((group) => Object.values(group ?? {}));
  const sorted = all.sort((a, b) => (a.unique_id < b.unique_id ? -1 : 1));
  return new Map(sorted.map((node) => [node.unique_id, node]));
}
