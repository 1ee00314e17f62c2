import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { catalogView, columnCount } from './catalog.ts';
import { commonFields, definitionClock } from './common.ts';
import { builderExecutionInfo } from './execution.ts';
import { ancestorViews, childViews, parentViews, testViews } from './nested.ts';
import { modelTraits } from './traits.ts';
import { modelVersions } from './versions.ts';

export function appliedModel(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'ModelAppliedStateNode',
    ...modelFields(node, state, 'applied'),
    catalog: () => catalogView(node, state),
    columnCount: () => columnCount(node, state),
    compiledCode: () =>
      state.runs.get(node.unique_id)?.lastCompleted?.compiledCode ?? node.compiled_code ?? null,
    config: node.config ?? null,
    executionInfo: () => builderExecutionInfo(node.unique_id, state),
    relationName: node.relation_name ?? null,
    isDescriptionInherited: null,
    versions: () => modelVersions(node, state),
  };
}

export function definedModel(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'ModelDefinitionNode',
    ...modelFields(node, state, 'definition'),
    ...definitionClock(state),
  };
}

function modelFields(node: ManifestNode, state: EnvironmentState, side: 'applied' | 'definition') {
  return {
    ...commonFields(node, state),
    ...modelTraits(node),
    rawCode: node.raw_code ?? null,
    deprecationDate: node.deprecation_date ?? null,
    constraints: (node.constraints ?? []).map((constraint) => ({
      ...constraint,
      warnUnenforced: constraint.warn_unenforced ?? null,
      warnUnsupported: constraint.warn_unsupported ?? null,
    })),
    packages: stringsOf(node.config?.packages),
    tests: () => testViews(node.unique_id, state, side),
    parents: () => parentViews(node.unique_id, state, side),
    children: () => childViews(node.unique_id, state, side),
    ancestors: ({ types }: { types: string[] }) => ancestorViews(node.unique_id, types, state, side),
  };
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
