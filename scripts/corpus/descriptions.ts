import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import type { CorpusSet } from './corpus-set.ts';
import { compare, type Row } from './row.ts';
import type { CorpusTable } from './tables.ts';
import { isBlank, tableText } from './texts.ts';

/** Described tables, each with the text of the file, byte for byte. */
export function compareDescriptions(
  set: CorpusSet,
  answered: readonly AnsweredNode[],
  tables: readonly CorpusTable[],
): Row {
  const described = answered.filter(({ node }) => !isBlank(node.description));
  const items = described.map((entry) => ({
    item: entry.node.uniqueId,
    isAnswered: entry.answer.dbtDescription === entry.node.description,
    cause: isOutspoken(entry, tables)
      ? ('builder-answers' as const)
      : reasonWithoutFacts(entry, ['builder-answers']),
  }));
  const extras = answered
    .filter(({ node, answer }) => isBlank(node.description) && answer.dbt.node?.uniqueId === node.uniqueId)
    .filter(({ answer }) => answer.dbtDescription !== null)
    .map(({ node, answer }) => {
      const isGroup = answer.dbtDescription === node.groupDescription;
      const isOther = answer.dbtDescription === expectedText(node.uniqueId, tables);
      const cause = isGroup ? ('group-text' as const) : isOther ? ('other-claimant' as const) : null;
      return { item: node.uniqueId, isAnswered: true, cause };
    });
  return compare('described tables', set.counts.tables_with_description, items, extras);
}

/** Tables whose text is another claimant's than the answering node's: each shows it, and no other table shows such a text. */
export function compareOtherTexts(tables: readonly CorpusTable[]): Row {
  const items = tables.flatMap(({ name, answer, claimants }) => {
    const expected = tableText(claimants);
    if (expected === null || expected.from === claimants[0]) return [];
    return [{ item: name, isAnswered: answer.dbtDescription === expected.text }];
  });
  const extras = tables
    .filter(({ claimants, answer }) => answer.dbtDescription !== (tableText(claimants)?.text ?? null))
    .filter(({ claimants }) => tableText(claimants)?.from === claimants[0])
    .map(({ name, answer }) => ({
      item: `${name} reads ${JSON.stringify(answer.dbtDescription)}`,
      isAnswered: true,
    }));
  return compare('tables with the text of another claimant', items.length, items, extras);
}

/** Another node on the same table speaks for it, with a text of its own. */
function isOutspoken({ node }: AnsweredNode, tables: readonly CorpusTable[]): boolean {
  const table = tables.find(({ claimants }) => claimants.includes(node));
  return table !== undefined && tableText(table.claimants)?.from !== node;
}

function expectedText(uniqueId: string, tables: readonly CorpusTable[]): string | null {
  const table = tables.find(({ claimants }) => claimants[0]?.uniqueId === uniqueId);
  return table === undefined ? null : (tableText(table.claimants)?.text ?? null);
}
