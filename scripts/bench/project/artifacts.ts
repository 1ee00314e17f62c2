import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberOf } from '../../scale/project/names.ts';
import { type MadeUpSource, parentIdsOf, SOURCES } from './sources.ts';
import type { MadeUpTable, MadeUpTest } from './tables.ts';

const VERSIONS = {
  manifest: 'manifest/v12',
  catalog: 'catalog/v1',
  run_results: 'run-results/v6',
  sources: 'sources/v3',
};
const CRITERIA = {
  warn_after: { count: 12, period: 'hour' },
  error_after: { count: 24, period: 'hour' },
  filter: null,
};
const METADATA = {
  generated_at: '2026-11-20T12:00:00.000000Z',
  invocation_id: 'build',
  project_name: 'bench',
  adapter_type: 'postgres',
};

/** Writes what `dbt build`, `dbt docs generate` and `dbt source freshness` leave behind: manifest.json, run_results.json, catalog.json and sources.json. */
export function writeArtifacts(folder: string, tables: readonly MadeUpTable[]): void {
  const write = (name: keyof typeof VERSIONS, content: object) => {
    const version = `https://schemas.getdbt.com/dbt/${VERSIONS[name]}.json`;
    const metadata = { ...METADATA, dbt_schema_version: version };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ metadata, ...content }));
  };
  const nodes = tables.flatMap((table) => [
    toModel(table),
    ...table.tests.map((test) => toTest(table, test)),
  ]);
  write('manifest', {
    nodes: byId(nodes),
    sources: byId(SOURCES.map(toSource)),
    exposures: {},
    disabled: {},
  });
  write('sources', { elapsed_time: 1, results: SOURCES.map(toCheck) });
  write('catalog', { nodes: byId(tables.map(toCatalog)), sources: {} });
  write('run_results', {
    elapsed_time: 1,
    args: { which: 'build' },
    results: tables.flatMap((table) => [
      toResult(table.uniqueId, 'success', table.builtAt),
      ...table.tests.map(({ uniqueId, status }) => toResult(uniqueId, status, table.builtAt)),
    ]),
  });
}

function toModel(table: MadeUpTable) {
  const { database, schema, relation, columns } = table;
  return {
    ...toNode('model', table.uniqueId, table.name, table),
    alias: relation,
    relation_name: `"${database}"."${schema}"."${relation}"`,
    description: table.description,
    config: { materialized: 'table' },
    columns: Object.fromEntries(columns.map(({ name, description }) => [name, { name, description }])),
    depends_on: { nodes: parentIdsOf(numberOf(table.uniqueId)) },
  };
}

function toTest(table: MadeUpTable, { uniqueId, name, testName, columnName, severity }: MadeUpTest) {
  return {
    ...toNode('test', uniqueId, name, table),
    attached_node: table.uniqueId,
    column_name: columnName,
    test_metadata: { name: testName, kwargs: { column_name: columnName } },
    config: { severity },
    depends_on: { nodes: [table.uniqueId] },
  };
}

function toSource({ uniqueId, database, schema, name, packageName }: MadeUpSource) {
  return {
    unique_id: uniqueId,
    resource_type: 'source',
    name,
    identifier: name,
    source_name: `${packageName}_app`,
    source_description: '',
    loader: '',
    database,
    schema,
    relation_name: `"${database}"."${schema}"."${name}"`,
    package_name: packageName,
    original_file_path: 'models/sources.yml',
    fqn: [packageName, name],
    tags: [],
    description: '',
    columns: {},
    freshness: CRITERIA,
  };
}

function toCheck({ uniqueId, loadedAt, status }: MadeUpSource) {
  return {
    unique_id: uniqueId,
    max_loaded_at: loadedAt,
    snapshotted_at: METADATA.generated_at,
    max_loaded_at_time_ago_in_s: (Date.parse(METADATA.generated_at) - Date.parse(loadedAt)) / 1000,
    status,
    criteria: CRITERIA,
  };
}

function toNode(resourceType: string, uniqueId: string, name: string, table: MadeUpTable) {
  return {
    unique_id: uniqueId,
    resource_type: resourceType,
    name,
    database: table.database,
    schema: table.schema,
    package_name: table.packageName,
    original_file_path: `models/${table.name}.yml`,
    fqn: [table.packageName, name],
    tags: [],
  };
}

function toCatalog({ uniqueId, columns }: MadeUpTable) {
  const listed = columns.map(({ name, dataType }, position) => [
    name,
    { name, type: dataType, index: position + 1 },
  ]);
  return {
    unique_id: uniqueId,
    metadata: { type: 'BASE TABLE' },
    columns: Object.fromEntries(listed),
    stats: {},
  };
}

function toResult(uniqueId: string, status: string, builtAt: string) {
  return {
    unique_id: uniqueId,
    status,
    timing: [{ name: 'execute', started_at: builtAt, completed_at: builtAt }],
    execution_time: 1,
    adapter_response: {},
    message: null,
    failures: uniqueId.startsWith('test.') ? Number(status !== 'pass') : null,
  };
}

function byId<Node extends { readonly unique_id: string }>(nodes: readonly Node[]) {
  return Object.fromEntries(nodes.map((node) => [node.unique_id, node]));
}
