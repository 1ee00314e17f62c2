import type { ArtifactMemory, Verdict } from './memory/memory.ts';
import type { Metrics } from './metrics.ts';

export interface CountedMemory extends ArtifactMemory {
  /** When an artifact was last taken in, a known one too; as dated by the newest artifact before the first one of this process. */
  lastArtifactAt(environmentId: number): Date | null;
}

/** Counts what arrives, whichever way it takes. */
export function countArtifacts(memory: ArtifactMemory, metrics: Metrics, clock: () => Date): CountedMemory {
  const takenAt = new Map<number, Date>();
  return {
    ...memory,
    take: async (environmentId, arrivals) => count(environmentId, await memory.take(environmentId, arrivals)),
    takeWhole: async (environmentId, arrivals) =>
      count(environmentId, await memory.takeWhole(environmentId, arrivals)),
    lastArtifactAt: (environmentId) =>
      takenAt.get(environmentId) ?? toDate(memory.state(environmentId)?.appliedUpdatedAt),
  };

  function count(environmentId: number, verdicts: readonly Verdict[]): readonly Verdict[] {
    for (const verdict of verdicts) {
      if (verdict.outcome === 'refused') metrics.refused(verdict.kind, verdict.status);
      else if (verdict.outcome !== 'not stored') {
        const isKeptOut = verdict.outcome === 'new' && verdict.isKeptOut;
        metrics.accepted(verdict.kind, isKeptOut ? 'kept_out' : verdict.outcome);
        takenAt.set(environmentId, clock());
      }
    }
    return verdicts;
  }
}

function toDate(text: string | null | undefined): Date | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}
