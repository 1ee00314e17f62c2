import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
  CatalogEntry,
  CorpusNode,
  CorpusSet,
  CorpusTest,
  FreshnessCheck,
  RunFile,
} from './corpus-set.ts';
import { findBuilt } from './executions.ts';
import { type Artifact, generatedAt, readArtifact, readArtifacts } from './read-file.ts';
import { toRelation } from './spelling.ts';

/** Sets of real dbt artifacts, read straight from the files: nothing of the product stands between. */

const DAY_MS = 24 * 60 * 60 * 1000;
const TABLE_TYPES = new Set(['model', 'seed', 'snapshot', 'source']);

/** The folder of the sets; null when there is none. */
export function findCorpus(root: string, folder: string | undefined): string | null {
  const corpus = resolve(root, folder ?? '../shared/corpus');
  return existsSync(join(corpus, 'counts.json')) ? corpus : null;
}

/** Names of all sets that have a manifest. */
export function listSets(corpus: string): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(join(corpus, 'counts.json'), 'utf8')));
}

/** `folder` holds the artifacts where they do not lie in the corpus as they are. */
export function readSet(corpus: string, name: string, folder = join(corpus, name)): CorpusSet {
  const manifest = readArtifact(folder, 'manifest');
  const catalog = readArtifact(folder, 'catalog');
  const runs = readArtifacts(folder, 'run_results');
  const checks = readArtifacts(folder, 'sources');
  const declared: Artifact[] = Object.values({ ...manifest.nodes, ...manifest.sources });
  const tests = [...declared, ...Object.values<Artifact>(manifest.unit_tests ?? {})].filter(
    ({ resource_type }) => resource_type === 'test' || resource_type === 'unit_test',
  );
  const nodes = declared.filter(({ resource_type }) => TABLE_TYPES.has(resource_type)).map(toNode);
  const runFiles = runs.map(toRunFile);
  const listed = new Set(Object.keys(catalog?.nodes ?? {}));
  const artifacts = [manifest, ...(catalog === null ? [] : [catalog]), ...runs, ...checks];
  return {
    name,
    folder,
    adapterType: manifest.metadata.adapter_type,
    nodes,
    built: findBuilt(nodes, runFiles, listed),
    tests: tests.map(toTest),
    catalog: Object.entries<Artifact>({ ...catalog?.nodes, ...catalog?.sources }).map(toCatalogEntry),
    run: toRunFile(readArtifact(folder, 'run_results')),
    runs: runFiles,
    checks: checks.flatMap(toChecks),
    nowMs: Math.max(...artifacts.map((artifact) => Date.parse(generatedAt(artifact)))) + DAY_MS,
    counts: JSON.parse(readFileSync(join(corpus, 'counts.json'), 'utf8'))[name],
  };
}

function toNode(node: Artifact): CorpusNode {
  return {
    uniqueId: node.unique_id,
    type: node.resource_type,
    relation: toRelation(
      node.database,
      node.schema,
      node.alias ?? node.identifier ?? node.name,
      node.relation_name,
    ),
    relationName: node.relation_name ?? null,
    isEphemeral: node.config?.materialized === 'ephemeral',
    parents: node.depends_on?.nodes ?? [],
    description: node.description ?? '',
    groupDescription: node.source_description ?? '',
    columns: Object.values<Artifact>(node.columns ?? {}).map((column) => ({
      name: column.name,
      description: column.description ?? '',
    })),
    hasThreshold: hasThreshold(node.freshness),
  };
}

function toTest(test: Artifact): CorpusTest {
  return { uniqueId: test.unique_id, isUnit: test.resource_type === 'unit_test', owners: ownersOf(test) };
}

/** Old manifests do not say which of two nodes a generic test is declared on; its `model` argument names it. */
function ownersOf(test: Artifact): readonly string[] {
  if (typeof test.attached_node === 'string') return [test.attached_node];
  const read: readonly string[] = (test.depends_on?.nodes ?? []).filter((id: string) =>
    TABLE_TYPES.has(id.split('.')[0] ?? ''),
  );
  const argument: unknown = test.test_metadata?.kwargs?.model;
  if (typeof argument !== 'string' || read.length < 2) return read;
  const named = read.filter((id) => argument.includes(`'${id.split('.').pop()}'`));
  return named.length === 0 ? read : named;
}

function toCatalogEntry([uniqueId, table]: readonly [string, Artifact]): CatalogEntry {
  return {
    uniqueId,
    relation: toRelation(table.metadata.database, table.metadata.schema, table.metadata.name, null),
    columns: Object.values<Artifact>(table.columns).map((column) => column.name),
  };
}

function toRunFile(artifact: Artifact): RunFile {
  return {
    command: artifact.args.which ?? '',
    results: artifact.results.map((result: Artifact) => ({
      uniqueId: result.unique_id,
      status: result.status.toLowerCase(),
      completedAt:
        (result.timing ?? []).find(({ name }: Artifact) => name === 'execute')?.completed_at ?? null,
      relationName: result.relation_name ?? null,
    })),
  };
}

function toChecks(artifact: Artifact): readonly FreshnessCheck[] {
  return artifact.results.map((result: Artifact) => ({
    uniqueId: result.unique_id,
    status: result.status.toLowerCase(),
    maxLoadedAt: result.max_loaded_at ?? null,
    snapshottedAt: result.snapshotted_at ?? null,
    generatedAt: generatedAt(artifact),
    hasThreshold: hasThreshold(result.criteria),
  }));
}

function hasThreshold(criteria: Artifact): boolean {
  return typeof (criteria?.warn_after?.count ?? criteria?.error_after?.count) === 'number';
}
