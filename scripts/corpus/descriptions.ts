import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import type { CorpusSet } from './read-set.ts';
import { compare, type Row } from './row.ts';

/** Described tables, each with the text of the file, byte for byte. */
export function compareDescriptions(set: CorpusSet, answered: readonly AnsweredNode[]): Row {
  const isDescribed = ({ node }: AnsweredNode) => node.description.trim() !== '';
  const items = answered.filter(isDescribed).map(({ node, answer, isOvershadowed }) => ({
    item: node.uniqueId,
    isAnswered: !isOvershadowed && answer.dbtDescription === node.description,
    cause: reasonWithoutFacts({ node, answer, isOvershadowed }),
  }));
  const extras = answered
    .filter((entry) => !isDescribed(entry) && entry.answer.dbt.node?.uniqueId === entry.node.uniqueId)
    .filter(({ answer }) => answer.dbtDescription !== null)
    .map(({ node, answer }) => ({
      item: node.uniqueId,
      isAnswered: true,
      cause: answer.dbtDescription === node.groupDescription ? ('group-text' as const) : null,
    }));
  return compare('described tables', set.counts.tables_with_description, items, extras);
}
