import { GraphQLError } from 'graphql';
import type { EnvironmentState } from '../state/environment-state.ts';
import { createNodeLister } from './listed-nodes.ts';
import { stateFields, type View } from './state-fields.ts';
import { appliedExposure, definedExposure } from './views/exposure.ts';
import { definedGroup } from './views/group.ts';
import { appliedModel, definedModel } from './views/model.ts';
import { appliedSeed, appliedSnapshot, definedSeed, definedSnapshot } from './views/seed-snapshot.ts';
import { appliedSource, definedSource } from './views/source.ts';
import { appliedTest, definedTest } from './views/test.ts';

const APPLIED_VIEWS: Readonly<Record<string, View>> = {
  model: appliedModel,
  source: appliedSource,
  seed: appliedSeed,
  snapshot: appliedSnapshot,
  test: appliedTest,
  unit_test: appliedTest,
  exposure: appliedExposure,
};

const DEFINITION_VIEWS: Readonly<Record<string, View>> = {
  model: definedModel,
  source: definedSource,
  seed: definedSeed,
  snapshot: definedSnapshot,
  test: definedTest,
  unit_test: definedTest,
  exposure: definedExposure,
  group: definedGroup,
};

const listApplied = createNodeLister((node, state) => state.applied.has(node.unique_id));
const listDefined = createNodeLister((node) => node.resource_type in DEFINITION_VIEWS);

/** The root of every query; `find` answers the environments that the caller's token may read. */
export function createRoot(find: (id: string) => EnvironmentState | undefined) {
  return {
    environment: ({ id }: { id: bigint }) => {
      const state = find(id.toString());
      if (state === undefined) throw new GraphQLError('There is no data available for this input');
      return environmentView(state);
    },
  };
}

function environmentView(state: EnvironmentState) {
  return {
    adapterType: state.adapterType,
    dbtProjectName: state.identity.projectName,
    applied: () => ({
      ...stateFields(state, listApplied(state), APPLIED_VIEWS),
      lastUpdatedAt: state.appliedUpdatedAt,
      latestGitSha: state.latestGitSha,
    }),
    definition: () => ({
      ...stateFields(state, listDefined(state), DEFINITION_VIEWS),
      lastUpdatedAt: state.manifestGeneratedAt,
    }),
  };
}
