import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { catalogView, columnCount } from './catalog.ts';
import { commonFields, definitionClock } from './common.ts';
import { builderExecutionInfo } from './execution.ts';
import { childViews, parentViews, testViews } from './nested.ts';

/** Seeds and snapshots differ by a few fields only; what one type lacks, nobody can select. */
export function appliedSeed(node: ManifestNode, state: EnvironmentState) {
  return { __typename: 'SeedAppliedStateNode', ...appliedFields(node, state) };
}

export function appliedSnapshot(node: ManifestNode, state: EnvironmentState) {
  return { __typename: 'SnapshotAppliedStateNode', ...appliedFields(node, state) };
}

export function definedSeed(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'SeedDefinitionNode',
    ...sharedFields(node, state, 'definition'),
    ...definitionClock(state),
  };
}

export function definedSnapshot(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'SnapshotDefinitionNode',
    ...sharedFields(node, state, 'definition'),
    ...definitionClock(state),
  };
}

function appliedFields(node: ManifestNode, state: EnvironmentState) {
  return {
    ...sharedFields(node, state, 'applied'),
    catalog: () => catalogView(node, state),
    columnCount: () => columnCount(node, state),
    compiledCode: node.compiled_code ?? null,
    config: node.config ?? null,
    executionInfo: () => builderExecutionInfo(node.unique_id, state),
  };
}

function sharedFields(node: ManifestNode, state: EnvironmentState, side: 'applied' | 'definition') {
  return {
    ...commonFields(node, state),
    rawCode: node.raw_code ?? null,
    tests: () => testViews(node.unique_id, state, side),
    parents: () => parentViews(node.unique_id, state, side),
    children: () => childViews(node.unique_id, state, side),
  };
}
