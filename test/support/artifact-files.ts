import type { FreshnessCheck, Project, Result, Run } from './artifact-folder.ts';
import type { Fields, ManifestNode } from './artifact-nodes.ts';

/** The files that dbt writes, from what a test says of a project. */

const UNTIMED = new Set(['skipped', 'cancelled']);
const COMPILING = new Set(['compile', 'generate']);

export function toManifest({ adapterType = 'duckdb', nodes }: Project): unknown {
  const of = (isWanted: (type: string) => boolean) =>
    Object.fromEntries(
      nodes.filter(({ resource_type }) => isWanted(resource_type)).map((node) => [node.unique_id, node]),
    );
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
      dbt_version: '1.11.0',
      generated_at: '2026-11-20T01:00:00.000000Z',
      invocation_id: 'manifest',
      project_name: 'shop',
      adapter_type: adapterType,
    },
    nodes: of((type) => type !== 'source' && type !== 'unit_test'),
    sources: of((type) => type === 'source'),
    unit_tests: of((type) => type === 'unit_test'),
    exposures: {},
    groups: {},
    macros: {},
    disabled: {},
  };
}

export function toRunResults(
  { command, at, results, isSilent = COMPILING.has(command) }: Run,
  nodes: readonly ManifestNode[],
): unknown {
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
      dbt_version: '1.11.0',
      generated_at: minutesAfter(at, 5),
      invocation_id: `${command} ${at}`,
    },
    args: { which: command },
    elapsed_time: 10,
    results: Object.entries(results).map(([uniqueId, given]) => {
      const result: Result = typeof given === 'string' ? { status: given } : given;
      const phase = (name: string) => ({ name, started_at: at, completed_at: at });
      const own = nodes.find(({ unique_id }) => unique_id === uniqueId)?.relation_name ?? null;
      return {
        unique_id: uniqueId,
        status: result.status,
        timing: UNTIMED.has(result.status) ? [] : [phase('compile'), phase('execute')],
        thread_id: 'Thread-1',
        execution_time: 5,
        adapter_response: UNTIMED.has(result.status) || isSilent ? {} : { _message: 'OK' },
        message: result.message ?? null,
        failures: result.failures ?? null,
        compiled_code: null,
        relation_name: result.relationName === undefined ? own : result.relationName,
      };
    }),
  };
}

export function toSources({ at, results }: FreshnessCheck): unknown {
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/sources/v3.json',
      dbt_version: '1.11.0',
      generated_at: minutesAfter(at, 5),
      invocation_id: `freshness ${at}`,
    },
    elapsed_time: 1,
    results: Object.entries(results).map(([uniqueId, { status, maxLoadedAt, snapshottedAt }]) =>
      maxLoadedAt === undefined
        ? { unique_id: uniqueId, status, error: 'The check broke.' }
        : { unique_id: uniqueId, status, ...toTimes(maxLoadedAt, snapshottedAt ?? at) },
    ),
  };
}

function toTimes(maxLoadedAt: string, snapshottedAt: string): Fields {
  return {
    max_loaded_at: maxLoadedAt,
    snapshotted_at: snapshottedAt,
    max_loaded_at_time_ago_in_s: (Date.parse(snapshottedAt) - Date.parse(maxLoadedAt)) / 1000,
    criteria: { warn_after: { count: 1, period: 'day' }, error_after: { count: 2, period: 'day' } },
  };
}

export function toCatalog(catalog: NonNullable<Project['catalog']>): unknown {
  const of = (isWanted: (uniqueId: string) => boolean) =>
    Object.fromEntries(
      Object.entries(catalog)
        .filter(([uniqueId]) => isWanted(uniqueId))
        .map(([uniqueId, names]) => [uniqueId, toCatalogTable(uniqueId, names)]),
    );
  return {
    metadata: { generated_at: '2026-11-20T03:00:00.000000Z', invocation_id: 'docs' },
    nodes: of((uniqueId) => !uniqueId.startsWith('source.')),
    sources: of((uniqueId) => uniqueId.startsWith('source.')),
  };
}

function toCatalogTable(uniqueId: string, names: readonly string[]): unknown {
  return {
    unique_id: uniqueId,
    metadata: { type: 'BASE TABLE', comment: null, owner: null },
    columns: Object.fromEntries(
      names.map((name, position) => [
        name,
        { name, type: 'VARCHAR', index: position + 1, comment: `Comment of ${name}` },
      ]),
    ),
    stats: {},
  };
}

function minutesAfter(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}
