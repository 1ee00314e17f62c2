import type { ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';
import { commonFields, definitionClock, isObject } from './common.ts';
import { parentViews } from './nested.ts';
import { appliedTestTraits, testTypeOf } from './traits.ts';

export function appliedTest(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'TestAppliedStateNode',
    ...testFields(node, state),
    ...appliedTestTraits(node, state),
    compiledCode: () =>
      state.runs.get(node.unique_id)?.lastCompleted?.compiledCode ?? node.compiled_code ?? null,
    config: node.config ?? null,
    eventStatus: null,
    expect: node.expect ?? null,
    given: node.given ?? null,
    overrides: node.overrides ?? null,
    parents: () => parentViews(node.unique_id, state, 'applied'),
  };
}

export function definedTest(node: ManifestNode, state: EnvironmentState) {
  return {
    __typename: 'TestDefinitionNode',
    ...testFields(node, state),
    ...definitionClock(state),
    eventStatus: {},
    expect: node.expect ?? {},
    given: node.given ?? [],
    overrides: node.overrides ?? {},
    resource: node.resource_type,
    parents: () => parentViews(node.unique_id, state, 'definition'),
  };
}

function testFields(node: ManifestNode, state: EnvironmentState) {
  const isUnitTest = node.resource_type === 'unit_test';
  const rows = (part: unknown) => (isObject(part) && Array.isArray(part.rows) ? part.rows.length : null);
  return {
    ...commonFields(node, state),
    columnName: node.column_name ?? null,
    testType: testTypeOf(node),
    model: node.model ?? null,
    rawCode: node.raw_code ?? null,
    numExpectRows: rows(node.expect),
    numGiven: node.given?.length ?? null,
    numGivenRows: node.given ? node.given.reduce((sum, given) => sum + (rows(given) ?? 0), 0) : null,
    testedNodeUniqueId: isUnitTest ? (state.graph.parents.get(node.unique_id)?.[0] ?? null) : null,
    thisInputNodeUniqueId: node.this_input_node_unique_id ?? null,
  };
}
