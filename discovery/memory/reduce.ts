import {
  isCompilation,
  isCompletion,
  isSuccess,
  type Mention,
  provesRelationOf,
} from '../artifacts/merge-runs.ts';
import { isSkip } from '../artifacts/statuses.ts';
import { compareMentions, type StoredMention } from './mentions.ts';

/** So many targets beside the manifest's own are remembered of a node: its facts are there when the manifest comes to name one. */
const TARGETS_KEPT = 4;

const SLOTS: readonly ((mention: Mention) => boolean)[] = [
  ({ isExecuted }) => isExecuted,
  isCompletion,
  isSuccess,
  provesRelationOf,
  ({ isExecuted, status }) => isExecuted && isSkip(status),
];

/**
 * Those mentions of one node, oldest first, that merge to the same facts as all of them: the newest of every slot,
 * over all that are of this target, over all that are not, and for each of the latest targets by itself.
 */
export function reduceMentions(
  mentions: readonly StoredMention[],
  isOfThisTarget: (mention: StoredMention) => boolean,
): StoredMention[] {
  const all = mentions
    .filter((mention) => mention.isExecuted || isCompilation(mention))
    .sort(compareMentions);
  const kept = new Set<StoredMention>();
  for (const side of [all.filter(isOfThisTarget), all.filter((mention) => !isOfThisTarget(mention))]) {
    keepSlots(side, kept);
    const targets = [...Map.groupBy(side, targetKey).values()];
    for (const target of newestFirst(targets).slice(0, TARGETS_KEPT)) keepSlots(target, kept);
  }
  return all.filter((mention) => kept.has(mention));
}

function keepSlots(mentions: readonly StoredMention[], kept: Set<StoredMention>): void {
  for (const fits of SLOTS) {
    const newest = mentions.findLast(fits);
    if (newest !== undefined) kept.add(newest);
  }
  // A compilation counts until the next execution.
  const last = mentions.at(-1);
  if (last !== undefined && isCompilation(last)) kept.add(last);
}

function targetKey({ relation, surroundings, target }: StoredMention): string {
  return relation ?? `in ${surroundings}${target ? ` for ${target}` : ''}`;
}

function newestFirst(targets: StoredMention[][]): StoredMention[][] {
  return targets.sort((left, right) => {
    const [a, b] = [left.at(-1), right.at(-1)];
    return a === undefined || b === undefined ? 0 : compareMentions(b, a);
  });
}
