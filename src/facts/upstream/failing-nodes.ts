import type { TestFact } from '../facts.ts';
import { filterTests, toTestFacts } from '../test-facts.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Pace } from './pace.ts';
import { sortInSlices } from './sort-in-slices.ts';
import { byPriority, type Prioritized, prioritize } from './source-ranks.ts';

/** Steps that it takes to tell who owns a test. */
const STEPS_PER_TEST = 2_000;

/** Applied nodes whose last build failed, or that own a failing data test: by the order of environments, then by id. */
export function* findFailing(nodes: JoinedNodes, pace: Pace): Generator<void, readonly number[]> {
  const failing: Prioritized[] = [];
  for (let node = 0; node < nodes.size; node += 1) {
    const { graph } = nodes.environmentOf(node);
    const row = nodes.rowOf(node);
    const tests = graph.testsAt(row);
    if (graph.failedStatusAt(row) !== null || (tests.length > 0 && testsOwnedBy(node, nodes).length > 0)) {
      failing.push(prioritize(node, nodes));
    }
    if (pace.isDue(1 + STEPS_PER_TEST * tests.length)) yield;
  }
  const sorted = yield* sortInSlices(failing, byPriority, pace);
  return sorted.map(({ node }) => node);
}

/** The failing data tests that belong to the node itself, worst first. */
export function testsOwnedBy(node: number, nodes: JoinedNodes): readonly TestFact[] {
  const { graph, relations } = nodes.environmentOf(node);
  const tests = graph.testsAt(nodes.rowOf(node));
  if (tests.length === 0) return [];
  const { environmentId } = graph;
  const claimant = { environmentId, node: nodes.describe(node), tests, names: relations.names };
  return filterTests(toTestFacts([claimant], { refreshedAt: null }));
}
