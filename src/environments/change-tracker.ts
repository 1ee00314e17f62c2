import type { ChangeMarks } from '../dbt/discovery-client.ts';

/** When each environment of one integration last changed, as far as this process has been told. Times are epoch milliseconds. */
export interface ChangeTracker {
  /** Facts of this environment that were read before this are out of date. */
  changedAtMs(environmentId: string): number;
  /** Takes note of dbt's marks as they were at `atMs`; true when they differ from the ones known so far. The first marks are no change. */
  observe(environmentId: string, marks: Partial<ChangeMarks>, atMs: number): boolean;
  /** Takes note of a change that was told, by dbt's webhook or by another replica; true when it is news. */
  markChanged(environmentId: string, atMs: number): boolean;
}

interface Known {
  marks: Partial<ChangeMarks>;
  changedAtMs: number;
}

export function createChangeTracker(): ChangeTracker {
  const known = new Map<string, Known>();
  const knownOf = (environmentId: string): Known => {
    const before = known.get(environmentId) ?? { marks: {}, changedAtMs: 0 };
    known.set(environmentId, before);
    return before;
  };
  return {
    changedAtMs: (environmentId) => known.get(environmentId)?.changedAtMs ?? 0,

    observe(environmentId, marks, atMs) {
      const before = knownOf(environmentId);
      const names = Object.keys(marks) as (keyof ChangeMarks)[];
      const changed = names.some(
        (name) => before.marks[name] !== undefined && before.marks[name] !== marks[name],
      );
      before.marks = { ...before.marks, ...marks };
      if (changed) before.changedAtMs = Math.max(before.changedAtMs, atMs);
      return changed;
    },

    markChanged(environmentId, atMs) {
      const before = knownOf(environmentId);
      if (atMs <= before.changedAtMs) return false;
      before.changedAtMs = atMs;
      return true;
    },
  };
}
