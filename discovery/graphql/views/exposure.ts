import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { commonFields, definitionClock } from './common.ts';
import { ancestorViews, parentViews } from './nested.ts';
import { exposureTraits } from './traits.ts';

const ANCESTORS = ['Model', 'Source', 'Seed', 'Snapshot', 'Exposure'];

export function appliedExposure(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'ExposureAppliedStateNode',
    ...commonFields(node, state),
    ...exposureTraits(node, state),
    parents: () => parentViews(node.unique_id, state, 'applied'),
    ancestors: ({ types }: { types: string[] }) => ancestorViews(node.unique_id, types, state, 'applied'),
  };
}

export function definedExposure(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'ExposureDefinitionNode',
    ...commonFields(node, state),
    ...exposureTraits(node, state),
    ...definitionClock(state),
    freshnessStatus: null,
    parents: () => parentViews(node.unique_id, state, 'definition'),
    ancestors: () => ancestorViews(node.unique_id, ANCESTORS, state, 'definition'),
  };
}
