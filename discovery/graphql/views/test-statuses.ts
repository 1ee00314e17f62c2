import type { EnvironmentState } from '../../state/environment-state.ts';
import { lastKnownResult } from './execution.ts';

const WORST_FIRST = ['error', 'fail', 'warn', 'skipped', 'pass'];

/** How many of a node's tests ended in each way: `{pass: 3, fail: 1}`. */
export function testStatuses(uniqueId: string, state: EnvironmentState): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of resultsOf(uniqueId, state)) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

export function worstTestStatus(uniqueId: string, state: EnvironmentState): string | null {
  const results = new Set(resultsOf(uniqueId, state));
  return WORST_FIRST.find((status) => results.has(status)) ?? null;
}

function resultsOf(uniqueId: string, state: EnvironmentState): string[] {
  const tests = state.graph.tests.get(uniqueId) ?? [];
  return tests.map((id) => lastKnownResult(id, state)).filter((result) => result !== null);
}
