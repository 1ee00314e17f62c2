import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { catalogView, columnCount } from './catalog.ts';
import { commonFields, definitionClock } from './common.ts';
import { freshnessView } from './freshness.ts';
import { childViews, testViews } from './nested.ts';
import { sourceTraits } from './traits.ts';

export function appliedSource(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'SourceAppliedStateNode',
    ...sourceFields(node, state, 'applied'),
    catalog: () => catalogView(node, state),
    columnCount: () => columnCount(node, state),
    freshness: () => freshnessView(node, state),
  };
}

export function definedSource(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'SourceDefinitionNode',
    ...sourceFields(node, state, 'definition'),
    ...definitionClock(state),
  };
}

function sourceFields(node: ManifestNode, state: EnvironmentState, side: 'applied' | 'definition') {
  return {
    ...commonFields(node, state),
    ...sourceTraits(node),
    tests: () => testViews(node.unique_id, state, side),
    children: () => childViews(node.unique_id, state, side),
  };
}
