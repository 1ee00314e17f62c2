import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { deferredView } from '../deferred-view.ts';
import { commonFields, definitionClock } from './common.ts';
import { builderExecutionInfo } from './execution.ts';
import { freshnessView } from './freshness.ts';
import { testStatuses } from './test-statuses.ts';
import { appliedTestTraits, exposureTraits, modelTraits, sourceTraits, testTypeOf } from './traits.ts';

export type Side = 'applied' | 'definition';

const KINDS = new Map([
  ['model', 'Model'],
  ['source', 'Source'],
  ['seed', 'Seed'],
  ['snapshot', 'Snapshot'],
  ['exposure', 'Exposure'],
]);

export function testViews(uniqueId: string, state: EnvironmentState, side: Side) {
  return resolve(state.graph.tests.get(uniqueId) ?? [], state).map((node) => testView(node, state, side));
}

export function parentViews(uniqueId: string, state: EnvironmentState, side: Side) {
  return views(state.graph.parents.get(uniqueId) ?? [], state, side);
}

export function childViews(uniqueId: string, state: EnvironmentState, side: Side) {
  return views(state.graph.children.get(uniqueId) ?? [], state, side);
}

export function ancestorViews(
  uniqueId: string,
  types: readonly string[],
  state: EnvironmentState,
  side: Side,
) {
  const found = new Set<string>();
  const queue = [...(state.graph.parents.get(uniqueId) ?? [])];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(state.graph.parents.get(id) ?? []));
  }
  const wanted = resolve([...found], state).filter((node) =>
    types.includes(KINDS.get(node.resource_type) ?? ''),
  );
  return views(
    wanted.map((node) => node.unique_id),
    state,
    side,
  );
}

function views(ids: readonly string[], state: EnvironmentState, side: Side) {
  const shown = resolve(ids, state).filter(
    (node) => KINDS.has(node.resource_type) && (side === 'definition' || state.applied.has(node.unique_id)),
  );
  return shown.map((node) => nestedView(node, state, side));
}

function nestedView(node: ManifestNode, state: EnvironmentState, side: Side) {
  const kind = KINDS.get(node.resource_type);
  const suffix = side === 'applied' ? 'AppliedStateNestedNode' : 'DefinitionNestedNode';
  return deferredView({ __typename: `${kind}${suffix}`, uniqueId: node.unique_id }, () => ({
    ...commonFields(node, state),
    ...traitsOf(node, state),
    ...(side === 'definition' ? definitionClock(state) : {}),
  }));
}

function traitsOf(node: ManifestNode, state: EnvironmentState) {
  switch (node.resource_type) {
    case 'model':
      return {
        ...modelTraits(node),
        executionInfo: () => builderExecutionInfo(node.unique_id, state),
        testStatuses: () => testStatuses(node.unique_id, state),
      };
    case 'source':
      return {
        ...sourceTraits(node),
        freshness: () => freshnessView(node, state),
        testStatuses: () => testStatuses(node.unique_id, state),
      };
    case 'exposure':
      return exposureTraits(node, state);
    default:
      return { executionInfo: () => builderExecutionInfo(node.unique_id, state) };
  }
}

function testView(node: ManifestNode, state: EnvironmentState, side: Side) {
  const common = commonFields(node, state);
  if (side === 'applied') {
    return { __typename: 'TestAppliedStateNestedNode', ...common, ...appliedTestTraits(node, state) };
  }
  const traits = { columnName: node.column_name ?? null, testType: testTypeOf(node) };
  return { __typename: 'TestDefinitionNestedNode', ...common, ...traits, ...definitionClock(state) };
}

function resolve(ids: readonly string[], state: EnvironmentState): ManifestNode[] {
  return ids.map((id) => state.nodes.get(id)).filter((node) => node !== undefined);
}
