import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Relation, toRelation } from './spelling.ts';

/** Sets of real dbt artifacts, read straight from the files: nothing of the product stands between. */

export interface CorpusNode {
  readonly uniqueId: string;
  readonly type: 'model' | 'seed' | 'snapshot' | 'source';
  readonly relation: Relation;
  readonly isEphemeral: boolean;
  /** Proven by the run results or the catalog, or taken for built where nothing is proven. */
  readonly isBuilt: boolean;
  readonly description: string;
  /** Sources only: the text of the group. */
  readonly groupDescription: string;
  readonly columns: readonly { readonly name: string; readonly description: string }[];
}

export interface CatalogEntry {
  readonly uniqueId: string;
  readonly relation: Relation;
  readonly columns: readonly string[];
}

export interface CorpusTest {
  readonly uniqueId: string;
  /** The nodes whose tables show the test: one, or several for a singular test. */
  readonly owners: readonly string[];
}

export interface CorpusSet {
  readonly name: string;
  readonly folder: string;
  readonly adapterType: string;
  readonly nodes: readonly CorpusNode[];
  readonly tests: readonly CorpusTest[];
  readonly catalog: readonly CatalogEntry[];
  /** Results of the set's run, as they stand in the file; `executed` is false where the command ran nothing. */
  readonly results: readonly { readonly uniqueId: string; readonly status: string }[];
  readonly executed: boolean;
  readonly freshness: readonly { readonly uniqueId: string; readonly status: string }[];
  /** The independent counts beside the files. */
  readonly counts: Counts;
}

export interface Counts {
  readonly tables_total: number;
  readonly data_tests: number;
  readonly unit_tests: number;
  readonly tables_with_description: number;
  readonly columns_with_description: number;
  readonly catalog: { readonly nodes: number; readonly sources: number; readonly columns: number } | null;
  readonly run_results: { readonly statuses: Readonly<Record<string, number>> };
  readonly source_freshness_statuses: Readonly<Record<string, number>> | null;
}

/** The folder of the sets; null when there is none. */
export function findCorpus(root: string, folder: string | undefined): string | null {
  const corpus = resolve(root, folder ?? '../shared/corpus');
  return existsSync(join(corpus, 'counts.json')) ? corpus : null;
}

/** Names of all sets that have a manifest. */
export function listSets(corpus: string): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(join(corpus, 'counts.json'), 'utf8')));
}

/** Untyped on purpose: artifacts of six schema versions, of which few fields are read. */
type Artifact = ReturnType<typeof JSON.parse>;

const TABLE_TYPES = new Set(['model', 'seed', 'snapshot', 'source']);
const BUILDING = new Set(['run', 'build', 'seed', 'snapshot']);
const EXECUTING = new Set([...BUILDING, 'test']);

export function readSet(corpus: string, name: string): CorpusSet {
  const folder = join(corpus, name);
  const manifest = read(folder, 'manifest');
  const catalog = read(folder, 'catalog');
  const runResults = read(folder, 'run_results');
  const command: string = runResults?.args.which ?? '';
  const results = toStatuses(runResults);
  const listed = new Set(Object.keys(catalog?.nodes ?? {}));
  const succeeded = new Set(
    BUILDING.has(command)
      ? results.filter(({ status }) => status === 'success').map(({ uniqueId }) => uniqueId)
      : [],
  );
  const declared: Artifact[] = Object.values({ ...manifest.nodes, ...manifest.sources });
  const tables = declared.filter(({ resource_type }) => TABLE_TYPES.has(resource_type));
  const isProven = (id: string) => listed.has(id) || succeeded.has(id);
  const isAnyProven = tables.some(
    ({ unique_id, resource_type }) => resource_type !== 'source' && isProven(unique_id),
  );
  const tests = [...declared, ...Object.values<Artifact>(manifest.unit_tests ?? {})].filter(
    ({ resource_type }) => resource_type === 'test' || resource_type === 'unit_test',
  );
  return {
    name,
    folder,
    adapterType: manifest.metadata.adapter_type,
    nodes: tables.map((node) => ({
      uniqueId: node.unique_id,
      type: node.resource_type,
      relation: toRelation(
        node.database,
        node.schema,
        node.alias ?? node.identifier ?? node.name,
        node.relation_name,
      ),
      isEphemeral: node.config?.materialized === 'ephemeral',
      isBuilt: node.resource_type === 'source' || !isAnyProven || isProven(node.unique_id),
      description: node.description ?? '',
      groupDescription: node.source_description ?? '',
      columns: Object.values<Artifact>(node.columns ?? {}).map((column) => ({
        name: column.name,
        description: column.description ?? '',
      })),
    })),
    tests: tests.map((test) => ({ uniqueId: test.unique_id, owners: ownersOf(test) })),
    catalog: Object.entries<Artifact>({ ...catalog?.nodes, ...catalog?.sources }).map(
      ([uniqueId, table]) => ({
        uniqueId,
        relation: toRelation(table.metadata.database, table.metadata.schema, table.metadata.name, null),
        columns: Object.values<Artifact>(table.columns).map((column) => column.name),
      }),
    ),
    results,
    executed: EXECUTING.has(command),
    freshness: toStatuses(read(folder, 'sources')),
    counts: JSON.parse(readFileSync(join(corpus, 'counts.json'), 'utf8'))[name],
  };
}

/** Old manifests do not say which of two nodes a generic test is declared on; its `model` argument names it. */
function ownersOf(test: Artifact): readonly string[] {
  if (typeof test.attached_node === 'string') return [test.attached_node];
  const read: readonly string[] = (test.depends_on?.nodes ?? []).filter((id: string) =>
    TABLE_TYPES.has(id.split('.')[0] ?? ''),
  );
  const argument: unknown = test.test_metadata?.kwargs?.model;
  if (typeof argument !== 'string' || read.length < 2) return read;
  return read.filter((id) => argument.includes(`'${id.split('.').pop()}'`));
}

function toStatuses(artifact: Artifact): CorpusSet['results'] {
  return (artifact?.results ?? []).map((result: Artifact) => ({
    uniqueId: result.unique_id,
    status: result.status,
  }));
}

function read(folder: string, name: string): Artifact {
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  return existsSync(`${path}.gz`) ? JSON.parse(gunzipSync(readFileSync(`${path}.gz`)).toString()) : null;
}
