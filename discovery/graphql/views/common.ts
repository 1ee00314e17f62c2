import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';

/** What every node shows, in either state and in either form. */
export function commonFields(node: ManifestNode, state: EnvironmentState) {
  return {
    uniqueId: node.unique_id,
    name: node.name,
    // Unit tests are tests to the API.
    resourceType: node.resource_type === 'unit_test' ? 'test' : node.resource_type,
    description: node.description ?? null,
    filePath: node.original_file_path ?? '',
    fqn: node.fqn ?? [],
    meta: { ...(isObject(node.config?.meta) ? node.config.meta : {}), ...node.meta },
    tags: tagsOf(node),
    accountId: state.identity.accountId,
    projectId: state.identity.projectId,
    environmentId: state.identity.id,
    packageName: node.package_name ?? null,
    patchPath: node.patch_path ?? null,
    dbtVersion: state.dbtVersion,
    database: node.database ?? null,
    schema: node.schema ?? null,
    alias: node.alias ?? null,
    group: node.group ?? (typeof node.config?.group === 'string' ? node.config.group : null),
  };
}

/** The manifest's clock, shown by nodes of the definition state. */
export function definitionClock(state: EnvironmentState) {
  return { runGeneratedAt: state.manifestGeneratedAt, runId: state.manifestRunId, jobDefinitionId: null };
}

/** Newer dbt versions keep tags under `config` as well. */
export function tagsOf(node: ManifestNode): string[] {
  const configured = node.config?.tags;
  const more = Array.isArray(configured) ? configured.filter((tag) => typeof tag === 'string') : [];
  return [...new Set([...(node.tags ?? []), ...more])];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
