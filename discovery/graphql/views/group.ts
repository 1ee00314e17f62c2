import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { commonFields, definitionClock } from './common.ts';
import { modelTraits } from './traits.ts';

export function definedGroup(node: ManifestNode, state: EnvironmentState) {
  const models = [...state.nodes.values()].filter(
    (model) => model.resource_type === 'model' && commonFields(model, state).group === node.name,
  );
  return {
    __typename: 'GroupNode',
    ...commonFields(node, state),
    ...definitionClock(state),
    jobId: null,
    ownerName: node.owner?.name ?? null,
    ownerEmail: node.owner?.email ?? null,
    modelCount: models.length,
    models: () =>
      models.map((model) => ({
        __typename: 'ModelDefinitionNestedNode',
        ...commonFields(model, state),
        ...modelTraits(model),
        ...definitionClock(state),
      })),
  };
}
