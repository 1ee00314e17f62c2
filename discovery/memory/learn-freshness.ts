import type { SourceFreshness } from '../artifacts/schemas.ts';
import { toFreshness } from '../state/freshness.ts';
import { createShownJudge, type Learned } from './learned.ts';
import type { Remembered, StoredFreshness } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps, type Stamp } from './stamp.ts';

/** The latest check of every source. */
export function learnFreshness(
  remembered: Remembered,
  rows: RowChanges,
  checks: SourceFreshness,
  stamp: Stamp,
): Learned {
  const isShown = createShownJudge(remembered);
  const changed = new Set<string>();
  for (const [position, result] of checks.results.entries()) {
    const id = result.unique_id;
    const check: StoredFreshness = { stamp, position, value: toFreshness(checks.metadata, result) };
    const known = remembered.freshness.get(id);
    if (known !== undefined && compareChecks(known, check) >= 0) continue;
    remembered.freshness.set(id, check);
    rows.put('freshness', id, JSON.stringify(check));
    if (isShown(id)) changed.add(id);
  }
  return { nodes: changed.size, notes: [] };
}

export function compareChecks(left: StoredFreshness, right: StoredFreshness): number {
  return compareStamps(left.stamp, right.stamp) || left.position - right.position;
}
