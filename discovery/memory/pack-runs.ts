import type { NodeRun, NodeRuns } from '../artifacts/merge-runs.ts';

const SLOTS = ['lastAttempt', 'lastCompleted', 'lastSuccess', 'compiledSince'] as const;

/** One run fills several slots of a node: it is written once. */
export function packRuns(runs: NodeRuns): string {
  const distinct = [...new Set(SLOTS.map((slot) => runs[slot]))].filter((run) => run !== null);
  const slots = SLOTS.map((slot) => {
    const run = runs[slot];
    return run === null ? -1 : distinct.indexOf(run);
  });
  return JSON.stringify({ distinct, slots, hasRelation: runs.hasRelation, wasSkipped: runs.wasSkipped });
}

export interface PackedRuns {
  distinct: NodeRun[];
  slots: number[];
  hasRelation: boolean;
  wasSkipped: boolean;
}

export function unpackRuns({ distinct, slots, hasRelation, wasSkipped }: PackedRuns): NodeRuns {
  const [lastAttempt, lastCompleted, lastSuccess, compiledSince] = slots.map(
    (slot) => distinct[slot] ?? null,
  );
  return {
    lastAttempt: lastAttempt ?? null,
    lastCompleted: lastCompleted ?? null,
    lastSuccess: lastSuccess ?? null,
    compiledSince: compiledSince ?? null,
    hasRelation,
    wasSkipped,
  };
}
