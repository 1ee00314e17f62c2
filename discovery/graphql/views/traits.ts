import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { isObject } from './common.ts';
import { lastKnownResult, testExecutionInfo } from './execution.ts';
import { releaseVersion } from './versions.ts';

/** What also the nested form of a model shows. */
export function modelTraits(node: ManifestNode) {
  const contract = isObject(node.config?.contract) ? node.config.contract.enforced : node.contract?.enforced;
  return {
    access: node.access ?? null,
    contractEnforced: contract === true,
    language: node.language ?? null,
    materializedType: typeof node.config?.materialized === 'string' ? node.config.materialized : null,
    modelingLayer: null,
    version: node.version === null || node.version === undefined ? null : String(node.version),
    latestVersion:
      node.latest_version === null || node.latest_version === undefined ? null : String(node.latest_version),
    releaseVersion: releaseVersion(node),
  };
}

/** What also the nested form of a source shows. */
export function sourceTraits(node: ManifestNode) {
  return {
    identifier: node.identifier ?? null,
    loader: node.loader ?? null,
    sourceName: node.source_name ?? null,
    sourceDescription: node.source_description ?? null,
  };
}

/** What also the nested form of an exposure shows. */
export function exposureTraits(node: ManifestNode, state: EnvironmentState) {
  return {
    exposureType: node.type ?? null,
    label: node.label ?? null,
    maturity: node.maturity ?? null,
    url: node.url ?? null,
    ownerName: node.owner?.name ?? null,
    ownerEmail: node.owner?.email ?? null,
    manifestGeneratedAt: state.manifestGeneratedAt,
  };
}

/** What also the nested form of a test shows. */
export function appliedTestTraits(node: ManifestNode, state: EnvironmentState) {
  return {
    columnName: node.column_name ?? null,
    testType: testTypeOf(node),
    testMetadata: testMetadataView(node),
    lastKnownResult: lastKnownResult(node.unique_id, state),
    executionInfo: () => testExecutionInfo(node.unique_id, state),
  };
}

export function testTypeOf(node: ManifestNode): 'GENERIC_DATA_TEST' | 'SINGULAR_DATA_TEST' | 'UNIT_TEST' {
  if (node.resource_type === 'unit_test') return 'UNIT_TEST';
  return node.test_metadata ? 'GENERIC_DATA_TEST' : 'SINGULAR_DATA_TEST';
}

/** Never null in the API: singular and unit tests get an object of nulls. */
function testMetadataView(node: ManifestNode) {
  const kwargs = node.test_metadata?.kwargs ?? null;
  const named = typeof kwargs?.column_name === 'string' ? kwargs.column_name : null;
  return {
    name: node.test_metadata?.name ?? null,
    namespace: node.test_metadata?.namespace ?? null,
    kwargs,
    columnName: node.test_metadata ? (node.column_name ?? named) : null,
  };
}
