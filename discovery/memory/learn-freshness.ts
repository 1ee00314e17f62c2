import type { SourceFreshness } from '../artifacts/schemas.ts';
import { toFreshness } from '../state/freshness.ts';
import { arrangeChecksOf } from './arrange-checks.ts';
import { createShownJudge, type Learned } from './learned.ts';
import type { Remembered, StoredFreshness } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import type { Stamp } from './stamp.ts';

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
    if (arrangeChecksOf(remembered, rows, id, check) && isShown(id)) changed.add(id);
  }
  const { chosen, commands } = remembered.targets;
  const place = commands.get(stamp.invocationId ?? '')?.place ?? chosen;
  const notes =
    place === chosen ? [] : ["its checks are of another target than the manifest's and are kept apart"];
  return { nodes: changed.size, notes };
}
