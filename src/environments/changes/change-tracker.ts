import { CLOCK_TOLERANCE_MS } from '../../cache/entry.ts';
import type { ChangeMarks } from '../../dbt/discovery-client.ts';

/**
 * When each environment of one integration last changed, as far as this process has been told. Times are epoch milliseconds.
 * Marks of change are compared with those that came with the facts that are held: they alone tell whether these are out of date.
 */
export interface ChangeTracker {
  /** Facts of this environment that were read before this are out of date. */
  changedAtMs(environmentId: string): number;
  /** Takes note of the marks that came with facts which are remembered from now on, and were read at `readAtMs`. */
  adopt(environmentId: string, marks: ChangeMarks, readAtMs: number): void;
  /**
   * Takes note of dbt's marks as they were at `atMs`; true when they say that the facts are out of date, and nobody had said so yet.
   * Marks older than the known ones, as a replica may hold whose own check failed, are passed over.
   */
  observe(environmentId: string, marks: ChangeMarks, atMs: number): boolean;
  /** Takes note of a change that was told, by dbt's webhook or by another replica. */
  markChanged(environmentId: string, atMs: number): void;
}

interface Known {
  /** Null until there are any: then nothing can be said to have changed. */
  marks: ChangeMarks | null;
  marksAtMs: number;
  changedAtMs: number;
}

/** `onChanged`: called when facts may have got out of date. */
export function createChangeTracker(now: () => number, onChanged: () => void = () => {}): ChangeTracker {
  const known = new Map<string, Known>();
  const knownOf = (environmentId: string): Known => {
    const before = known.get(environmentId) ?? { marks: null, marksAtMs: 0, changedAtMs: 0 };
    known.set(environmentId, before);
    return before;
  };
  const changedAtMs = (environmentId: string) => {
    const atMs = known.get(environmentId)?.changedAtMs ?? 0;
    return atMs > now() + CLOCK_TOLERANCE_MS ? 0 : atMs;
  };
  const marksAtMs = (before: Known) => (before.marksAtMs > now() ? 0 : before.marksAtMs);
  /** A change that was told since the marks were taken explains why they differ. */
  const isUnexplained = (before: Known, marks: ChangeMarks) =>
    before.marks !== null && differ(before.marks, marks) && before.changedAtMs <= marksAtMs(before);

  /** Never ahead of this process's clock, by which its own reads are dated; and never lost because that clock was set back a little. */
  function mark(before: Known, atMs: number): void {
    const nowMs = now();
    const knownAtMs = Math.min(atMs, nowMs);
    if (before.changedAtMs > nowMs + CLOCK_TOLERANCE_MS) before.changedAtMs = knownAtMs;
    else if (before.changedAtMs > nowMs) before.changedAtMs += 1;
    else before.changedAtMs = Math.max(before.changedAtMs, knownAtMs);
    onChanged();
  }

  return {
    changedAtMs,

    adopt(environmentId, marks, readAtMs) {
      const before = knownOf(environmentId);
      // Facts that are known to be out of date say nothing that is not known.
      if (readAtMs < changedAtMs(environmentId)) return;
      if (isUnexplained(before, marks)) mark(before, Math.max(readAtMs, before.marksAtMs));
      if (readAtMs < marksAtMs(before)) return;
      before.marks = marks;
      before.marksAtMs = readAtMs;
    },

    observe(environmentId, marks, atMs) {
      const before = knownOf(environmentId);
      if (atMs < marksAtMs(before)) return false;
      const changed = isUnexplained(before, marks);
      before.marks = marks;
      before.marksAtMs = atMs;
      if (changed) mark(before, atMs);
      return changed;
    },

    markChanged(environmentId, atMs) {
      mark(knownOf(environmentId), atMs);
    },
  };
}

function differ(left: ChangeMarks, right: ChangeMarks): boolean {
  return (
    left.appliedLastUpdatedAt !== right.appliedLastUpdatedAt ||
    left.latestGitSha !== right.latestGitSha ||
    left.definitionLastUpdatedAt !== right.definitionLastUpdatedAt
  );
}
