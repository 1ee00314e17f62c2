import type { Remembered, StoredFreshness } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps } from './stamp.ts';

/** Checks of a source beside the one that is shown: one of them may come to be. */
const KEPT_ASIDE = 2;

/** Sets the checks that other targets made apart from those that are shown, for every source. */
export function arrangeChecks(remembered: Remembered, rows: RowChanges): void {
  const { freshness, checksAside } = remembered;
  for (const id of new Set([...freshness.keys(), ...checksAside.keys()]))
    arrangeChecksOf(remembered, rows, id);
}

/** Arranges what is known of one source, with one more check; answers whether what is shown changed. */
export function arrangeChecksOf(
  { freshness, checksAside, targets }: Remembered,
  rows: RowChanges,
  id: string,
  fresh?: StoredFreshness,
): boolean {
  const shown = freshness.get(id);
  const aside = checksAside.get(id) ?? [];
  const all = [shown, ...aside, fresh].filter((check) => check !== undefined).map(withPlace);
  const newestFirst = all
    .sort((left, right) => compareChecks(right, left))
    .filter((check, index, sorted) => index === 0 || compareChecks(check, sorted[index - 1] ?? check) !== 0);
  const own = newestFirst.find(({ place }) => !place || place === targets.chosen);
  const others = newestFirst.filter((check) => check !== own).slice(0, KEPT_ASIDE);
  const isSame = JSON.stringify(own) === JSON.stringify(shown);
  if (!isSame && own === undefined) {
    freshness.delete(id);
    rows.drop('freshness', id);
  } else if (!isSame && own !== undefined) {
    freshness.set(id, own);
    rows.put('freshness', id, JSON.stringify(own));
  }
  if (JSON.stringify(others) !== JSON.stringify(aside)) {
    if (others.length === 0) checksAside.delete(id);
    else checksAside.set(id, others);
    if (others.length === 0) rows.drop('checks_aside', id);
    else rows.put('checks_aside', id, JSON.stringify(others));
  }
  return !isSame;

  /** Commands are forgotten before checks are. */
  function withPlace(check: StoredFreshness): StoredFreshness {
    const place = targets.commands.get(check.stamp.invocationId ?? '')?.place ?? check.place;
    return place === undefined || place === check.place ? check : { ...check, place };
  }
}

export function compareChecks(left: StoredFreshness, right: StoredFreshness): number {
  return compareStamps(left.stamp, right.stamp) || left.position - right.position;
}
