import type { ArtifactMemory } from './memory/memory.ts';
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
    async take(environmentId, arrivals) {
      const verdicts = await memory.take(environmentId, arrivals);
      for (const verdict of verdicts) {
        if (verdict.outcome === 'refused') metrics.refused(verdict.kind, verdict.status);
        else {
          const isKeptOut = verdict.outcome === 'new' && verdict.isKeptOut;
          metrics.accepted(verdict.kind, isKeptOut ? 'kept_out' : verdict.outcome);
          takenAt.set(environmentId, clock());
        }
      }
      return verdicts;
    },
    lastArtifactAt: (environmentId) =>
      takenAt.get(environmentId) ?? toDate(memory.state(environmentId)?.appliedUpdatedAt),
  };
}

function toDate(text: string | null | undefined): Date | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}
