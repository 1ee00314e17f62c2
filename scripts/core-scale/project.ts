import type { Arrival, ArtifactKind } from '../../discovery/memory/memory.ts';

const COLUMNS = 20;
const TESTS_PER_MODEL = 3;

export interface GeneratedProject {
  readonly models: number;
  readonly tests: number;
  manifest(at: Date): Arrival;
  catalog(at: Date): Arrival;
  /** A `build` of so many models from this one on, with their tests. */
  build(at: Date, from: number, models: number): Arrival;
}

/** A project of so many models, each with 20 columns and three tests. */
export function generateProject(models: number): GeneratedProject {
  const names = Array.from({ length: models }, (_, index) => `model_${index}`);
  return {
    models,
    tests: models * TESTS_PER_MODEL,
    manifest: (at) => {
      const nodes = names.flatMap((name) => [
        modelNode(name),
        ...testsOf(name).map((id) => testNode(id, name)),
      ]);
      return toArrival('manifest', at, {
        nodes: Object.fromEntries(nodes.map((node) => [node.unique_id, node])),
      });
    },
    catalog: (at) =>
      toArrival('catalog', at, {
        nodes: Object.fromEntries(names.map((name) => [`model.shop.${name}`, catalogTable(name)])),
      }),
    build: (at, from, count) => {
      const chosen = Array.from({ length: count }, (_, index) => names[(from + index) % models] ?? '');
      const results = chosen.flatMap((name) => [
        result(`model.shop.${name}`, 'success', at, `"analytics"."marts"."${name}"`),
        ...testsOf(name).map((id, index) =>
          result(id, index === 2 && from % 7 === 0 ? 'fail' : 'pass', at, null),
        ),
      ]);
      return toArrival('run_results', at, { args: { which: 'build' }, elapsed_time: 60, results });
    },
  };
}

function toArrival(kind: ArtifactKind, at: Date, content: object): Arrival {
  const metadata = {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${kind.replace('_', '-')}/v6.json`,
    generated_at: at.toISOString(),
    invocation_id: `${kind} ${at.getTime()}`,
    project_name: 'shop',
    adapter_type: 'snowflake',
  };
  if (kind === 'manifest') metadata.dbt_schema_version = metadata.dbt_schema_version.replace('v6', 'v12');
  const bytes = new TextEncoder().encode(JSON.stringify({ metadata, ...content }));
  return { kind, bytes, origin: `${kind}.json` };
}

function testsOf(name: string): string[] {
  return Array.from({ length: TESTS_PER_MODEL }, (_, index) => `test.shop.not_null_${name}_${index}`);
}

function modelNode(name: string) {
  const columns = Array.from({ length: COLUMNS }, (_, index) => `column_${index}`);
  return {
    unique_id: `model.shop.${name}`,
    resource_type: 'model',
    name,
    alias: name,
    database: 'analytics',
    schema: 'marts',
    relation_name: `"analytics"."marts"."${name}"`,
    package_name: 'shop',
    original_file_path: `models/marts/${name}.sql`,
    fqn: ['shop', 'marts', name],
    description: `What is known of ${name}, in a sentence or two as somebody would write it down in a project.`,
    tags: ['nightly'],
    config: { materialized: 'table', tags: ['nightly'], meta: { owner: 'data' } },
    raw_code: `select * from source_of_${name} -- ${name.repeat(40)}`,
    depends_on: { nodes: [] },
    columns: Object.fromEntries(
      columns.map((column) => [
        column,
        {
          name: column,
          description: `The ${column} of ${name}, as the warehouse has it.`,
          data_type: 'varchar',
        },
      ]),
    ),
  };
}

function testNode(id: string, model: string) {
  return {
    unique_id: id,
    resource_type: 'test',
    name: id.split('.')[2],
    package_name: 'shop',
    original_file_path: 'models/marts/schema.yml',
    column_name: 'column_0',
    attached_node: `model.shop.${model}`,
    test_metadata: { name: 'not_null', kwargs: { column_name: 'column_0', model: `{{ ref('${model}') }}` } },
    depends_on: { nodes: [`model.shop.${model}`] },
    raw_code: '{{ test_not_null(**_dbt_generic_test_kwargs) }}',
    config: { severity: 'ERROR', enabled: true },
  };
}

function catalogTable(name: string) {
  const columns = Array.from({ length: COLUMNS }, (_, index) => [
    `COLUMN_${index}`,
    { name: `COLUMN_${index}`, type: 'VARCHAR', index: index + 1, comment: null },
  ]);
  return {
    unique_id: `model.shop.${name}`,
    metadata: { type: 'BASE TABLE', name, schema: 'marts', owner: 'TRANSFORMER' },
    columns: Object.fromEntries(columns),
    stats: { row_count: { id: 'row_count', label: 'Rows', value: 1000, include: true, description: '' } },
  };
}

function result(uniqueId: string, status: string, at: Date, relation: string | null) {
  const time = at.toISOString();
  return {
    unique_id: uniqueId,
    status,
    timing: ['compile', 'execute'].map((name) => ({ name, started_at: time, completed_at: time })),
    execution_time: 1.5,
    adapter_response: { _message: 'SUCCESS 1', code: 'SUCCESS', query_id: `query-${at.getTime()}` },
    message: status === 'fail' ? 'Got 12 results, configured to fail if != 0' : 'SUCCESS 1',
    failures: relation === null ? Number(status === 'fail') * 12 : null,
    compiled_code: `select * from source where ${uniqueId.repeat(6)}`,
    relation_name: relation,
  };
}
