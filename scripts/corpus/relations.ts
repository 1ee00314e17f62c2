import type { Stack } from '../../test/support/start-stack.ts';
import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import { askMatches, type MatchAnswer } from './answers.ts';
import type { CorpusSet } from './corpus-set.ts';
import { compare, type Row } from './row.ts';
import { foldedKey, isSameRelation, otherSpellings } from './spelling.ts';

/** Each relation of the manifest, spelled as its warehouse reports it, is answered by its own node. */
export function compareRelations(set: CorpusSet, answered: readonly AnsweredNode[]): Row {
  const items = answered.map((entry) => ({
    item: entry.node.uniqueId,
    isAnswered: !entry.isOvershadowed && entry.answer.dbt.node?.uniqueId === entry.node.uniqueId,
    cause:
      entry.isOvershadowed && !isCandidate(entry.answer, entry.node.uniqueId)
        ? null
        : reasonWithoutFacts(entry),
  }));
  return compare('tables', set.counts.tables_total, items);
}

/** The same for what the catalog, a report of the warehouse itself, lists. */
export async function compareCatalogSpellings(stack: Stack, set: CorpusSet): Promise<readonly Row[]> {
  const { catalog } = set.counts;
  if (catalog === null) return [];
  const answers = await askMatches(
    stack,
    set.catalog.map(({ relation }) => relation.segments),
  );
  const nodes = new Map(set.nodes.map((node) => [node.uniqueId, node]));
  const items = set.catalog.map(({ uniqueId, relation }, position) => {
    const node = nodes.get(uniqueId);
    const answer = answers[position];
    const isMoved = node !== undefined && foldedKey(node.relation) !== foldedKey(relation);
    return {
      item: uniqueId,
      isAnswered: node !== undefined && answer !== undefined && isCandidate(answer, uniqueId),
      cause: node === undefined ? ('gone-from-project' as const) : isMoved ? ('other-target' as const) : null,
    };
  });
  return [compare('tables as the catalog spells them', catalog.nodes + catalog.sources, items)];
}

/** No other spelling is answered by a node that is not the warehouse's own reading of it. */
export async function compareOtherSpellings(stack: Stack, set: CorpusSet): Promise<Row> {
  const nodes = new Map(set.nodes.map((node) => [node.uniqueId, node]));
  const spellings = set.nodes.flatMap(({ relation }) => otherSpellings(relation));
  const answers = await askMatches(stack, spellings);
  const wrong = spellings.flatMap((asked, position) => {
    const matched = answers[position]?.dbt.node?.uniqueId;
    const node = matched === undefined ? undefined : nodes.get(matched);
    const isRight =
      matched === undefined || (node !== undefined && isSameRelation(set.adapterType, asked, node.relation));
    return isRight
      ? []
      : [{ item: `${asked.join('.')} is answered by ${matched}`, isAnswered: true, cause: null }];
  });
  return compare(`wrong matches in ${spellings.length} other spellings`, 0, [], wrong);
}

function isCandidate({ dbt }: MatchAnswer, uniqueId: string): boolean {
  return dbt.match.candidates.some((candidate) => candidate.uniqueId === uniqueId);
}
