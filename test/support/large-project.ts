import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A project of many built models, written as dbt artifacts into a folder of its own. */
export interface LargeProject extends AsyncDisposable {
  readonly artifactsPath: string;
}

export interface LargeProjectOptions {
  readonly models: number;
  readonly columnsPerModel?: number;
  readonly testsPerModel?: number;
}

const BUILT_AT = '2026-03-01T04:00:00.000000Z';

/** Models `table_0`, `table_1`, … in `warehouse.marts`; each has columns `column_0`, … and not_null tests on the first of them. */
export function createLargeProject(options: LargeProjectOptions): LargeProject {
  const folder = mkdtempSync(join(tmpdir(), 'large-project-'));
  const names = Array.from({ length: options.models }, (_, number) => `table_${number}`);
  const columns = Array.from({ length: options.columnsPerModel ?? 1 }, (_, number) => `column_${number}`);
  const tested = columns.slice(0, options.testsPerModel ?? 0);
  const models = names.map((name) => model(name, columns));
  const tests = names.flatMap((name) => tested.map((columnName) => notNull(name, columnName)));
  const metadataOf = (artifact: string) => ({
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${artifact}.json`,
    generated_at: BUILT_AT,
    project_name: 'large',
    adapter_type: 'duckdb',
    invocation_id: 'build',
  });
  const results = [
    ...models.map(({ unique_id }) => result(unique_id, 'success')),
    ...tests.map(({ unique_id }) => result(unique_id, 'pass')),
  ];
  write(folder, 'manifest', {
    metadata: metadataOf('manifest/v12'),
    nodes: byId([...models, ...tests]),
    sources: {},
    exposures: {},
    disabled: {},
  });
  write(folder, 'run_results', {
    metadata: metadataOf('run-results/v6'),
    elapsed_time: 1,
    args: { which: 'build' },
    results,
  });
  write(folder, 'catalog', {
    metadata: metadataOf('catalog/v1'),
    nodes: byId(models.map(toCatalog)),
    sources: {},
  });
  return {
    artifactsPath: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function model(name: string, columns: readonly string[]) {
  return {
    ...node('model', name),
    alias: name,
    description: `About ${name}`,
    relation_name: `"warehouse"."marts"."${name}"`,
    config: { materialized: 'table' },
    columns: Object.fromEntries(
      columns.map((column) => [column, { name: column, description: `About ${column} of ${name}` }]),
    ),
  };
}

function notNull(modelName: string, columnName: string) {
  const owner = `model.large.${modelName}`;
  return {
    ...node('test', `not_null_${modelName}_${columnName}`),
    attached_node: owner,
    column_name: columnName,
    test_metadata: { name: 'not_null', kwargs: { column_name: columnName } },
    config: { severity: 'ERROR' },
    depends_on: { nodes: [owner] },
  };
}

function node(resourceType: string, name: string) {
  return {
    unique_id: `${resourceType}.large.${name}`,
    resource_type: resourceType,
    name,
    database: 'warehouse',
    schema: 'marts',
    package_name: 'large',
    original_file_path: `models/${name}.sql`,
    fqn: ['large', name],
    tags: [],
    depends_on: { nodes: [] as string[] },
  };
}

function toCatalog({ unique_id, columns }: ReturnType<typeof model>) {
  const listed = Object.keys(columns).map((name, position) => [
    name,
    { name, type: 'BIGINT', index: position + 1 },
  ]);
  return {
    unique_id,
    metadata: { type: 'BASE TABLE', database: 'warehouse', schema: 'marts', name: unique_id.split('.')[2] },
    columns: Object.fromEntries(listed),
    stats: {},
  };
}

function result(uniqueId: string, status: string) {
  return {
    unique_id: uniqueId,
    status,
    timing: [{ name: 'execute', started_at: BUILT_AT, completed_at: BUILT_AT }],
    execution_time: 1,
    adapter_response: {},
    message: null,
    failures: status === 'pass' ? 0 : null,
  };
}

function byId<Node extends { readonly unique_id: string }>(nodes: readonly Node[]) {
  return Object.fromEntries(nodes.map((entry) => [entry.unique_id, entry]));
}

function write(folder: string, name: string, content: unknown): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
}
