import type { RunResults } from '../artifacts/schemas.ts';
import { count, createShownJudge, type Learned } from './learned.ts';
import { compareMentions, readMentions, type StoredMention } from './mentions.ts';
import { packMentions } from './pack-mentions.ts';
import { reduceMentions } from './reduce.ts';
import { createTargetJudge, type Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import type { Stamp } from './stamp.ts';

/** Keeps those results that are still the newest of something. */
export function learnRuns(
  remembered: Remembered,
  rows: RowChanges,
  run: RunResults,
  stamp: Stamp,
): Learned & { readonly touched: ReadonlySet<string> } {
  const { mentions, name, surroundings } = readMentions(run, stamp);
  const before = name === null ? undefined : remembered.surroundings.get(name);
  if (name !== null) remembered.surroundings.set(name, surroundings);
  const isOfThisTarget = createTargetJudge(remembered);
  const isShown = createShownJudge(remembered);
  const touched = new Set<string>();
  let elsewhere = 0;
  let needsSurroundings = false;
  for (const [uniqueId, fresh] of Map.groupBy(mentions, (mention) => mention.uniqueId)) {
    const known = remembered.mentions.get(uniqueId) ?? [];
    const kept = reduceMentions([...known, ...fresh], isOfThisTarget);
    if (isSameList(known, kept)) continue;
    putMentions(remembered, rows, uniqueId, kept);
    const added = kept.filter((mention) => fresh.includes(mention));
    needsSurroundings ||= added.some((mention) => mention.surroundings !== null);
    if (added.length > 0 && added.every((mention) => !isOfThisTarget(mention))) elsewhere += 1;
    else if (isShown(uniqueId)) touched.add(uniqueId);
  }
  if (name !== null && before === undefined) {
    if (needsSurroundings) rows.put('surroundings', name, JSON.stringify(surroundings));
    else remembered.surroundings.delete(name);
  }
  return { nodes: touched.size, touched, notes: notesOf(mentions, touched.size, elsewhere) };
}

export function putMentions(
  remembered: Remembered,
  rows: RowChanges,
  uniqueId: string,
  mentions: readonly StoredMention[],
): void {
  if (mentions.length === 0) {
    remembered.mentions.delete(uniqueId);
    rows.drop('runs', uniqueId);
  } else {
    remembered.mentions.set(uniqueId, mentions);
    rows.put('runs', uniqueId, packMentions(mentions));
  }
}

function isSameList(known: readonly StoredMention[], kept: readonly StoredMention[]): boolean {
  return (
    known.length === kept.length &&
    known.every((mention, index) => {
      const other = kept[index];
      return other !== undefined && compareMentions(mention, other) === 0;
    })
  );
}

function notesOf(mentions: readonly StoredMention[], nodes: number, elsewhere: number): string[] {
  const notes: string[] = [];
  if (elsewhere > 0) {
    notes.push(
      `results of ${count(elsewhere, 'node')} are of another target than the manifest's and are kept apart`,
    );
  } else if (nodes === 0 && mentions.length > 0) {
    const isExecution = mentions.some((mention) => mention.isExecuted);
    notes.push(
      isExecution
        ? 'none of its results is newer than what is known, or is of a node of the manifest'
        : 'its command executed nothing: only its compilations count',
    );
  }
  return notes;
}
