import { NO_RUNS, withMention } from '../artifacts/merge-runs.ts';
import { packRuns } from './pack-runs.ts';
import { createTargetJudge, type Remembered } from './remembered.ts';

/** What the runs of every node come to under the manifest that is known, as it was last shown. */
export interface ShownRuns {
  /** By uniqueId, packed. */
  readonly texts: Map<string, string>;
  /** Nodes of the manifest that some execution built as another relation. */
  readonly others: Set<string>;
}

export function createShownRuns(): ShownRuns {
  return { texts: new Map(), others: new Set() };
}

/** Brings the shown facts of these nodes up to date; answers the texts that changed, null for what is gone. */
export function refold(
  remembered: Remembered,
  shown: ShownRuns,
  uniqueIds: Iterable<string>,
): Map<string, string | null> {
  const isOfThisTarget = createTargetJudge(remembered);
  const changed = new Map<string, string | null>();
  for (const uniqueId of uniqueIds) {
    const isDeclared = remembered.nodes.has(uniqueId);
    const mentions = isDeclared ? (remembered.mentions.get(uniqueId) ?? []) : [];
    const own = mentions.filter(isOfThisTarget);
    const text = own.length === 0 ? null : packRuns(own.reduce(withMention, NO_RUNS));
    if (text !== (shown.texts.get(uniqueId) ?? null)) changed.set(uniqueId, text);
    if (text === null) shown.texts.delete(uniqueId);
    else shown.texts.set(uniqueId, text);
    // A result without a relation says nothing about where its node was built.
    const isElsewhere = mentions.some(
      (mention) => mention.isExecuted && mention.relation !== null && !isOfThisTarget(mention),
    );
    if (isElsewhere) shown.others.add(uniqueId);
    else shown.others.delete(uniqueId);
  }
  return changed;
}
