import type { Stack } from '../../test/support/start-stack.ts';
import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import { askColumns, type ColumnAnswer } from './answers.ts';
import type { CatalogEntry, CorpusNode, CorpusSet } from './corpus-set.ts';
import type { Cause } from './explanations.ts';
import { compare, type Item, type Row } from './row.ts';
import { asReported } from './spelling.ts';
import type { Matched } from './statuses.ts';
import { type CorpusTable, tableKey } from './tables.ts';
import { columnText, isBlank } from './texts.ts';

/** A column of a node: as the catalog spells it where it lists the column, else as the manifest does. With what the subgraph answers. */
export interface AnsweredColumn {
  readonly entry: AnsweredNode;
  readonly name: string;
  /** The project's text; empty when there is none. */
  readonly description: string;
  readonly isInCatalog: boolean;
  /** The nodes that claim its table, the answering one first. */
  readonly claimants: readonly CorpusNode[];
  readonly answer: ColumnAnswer;
}

export async function answerColumns(
  stack: Stack,
  set: CorpusSet,
  answered: readonly AnsweredNode[],
  tables: readonly CorpusTable[],
): Promise<readonly AnsweredColumn[]> {
  const catalog = new Map(set.catalog.map((table) => [table.uniqueId, table]));
  const claimants = new Map(
    tables.flatMap((table) =>
      table.claimants.map((node) => [tableKey(set.adapterType, node.relation), table.claimants]),
    ),
  );
  const columns = answered.flatMap((entry) => columnsOf(entry, catalog.get(entry.node.uniqueId)));
  const answers = await askColumns(
    stack,
    columns.map(({ entry, name }) => ({ table: asReported(set.adapterType, entry.node.relation), name })),
  );
  return columns.flatMap((column, position) => {
    const answer = answers[position];
    const key = tableKey(set.adapterType, column.entry.node.relation);
    return answer === undefined ? [] : [{ ...column, answer, claimants: claimants.get(key) ?? [] }];
  });
}

/** Described columns, each with the text of the file, byte for byte; and the columns of the catalog. */
export function compareColumns(set: CorpusSet, columns: readonly AnsweredColumn[]): readonly Row[] {
  const described: Item[] = [];
  const extras: Item[] = [];
  const listed: Item[] = [];
  for (const column of columns) {
    const { entry, name, answer, description, isInCatalog } = column;
    const item = `${entry.node.uniqueId}.${name}`;
    const isAnswered = answer.dbtDescription === description;
    const other = causeOfOtherText(column);
    if (!isBlank(description)) {
      const without = isKnown(set, column) ? null : ('not-in-catalog' as const);
      const cause = other ?? reasonWithoutFacts(entry, ['builder-answers']) ?? without;
      described.push({ item, isAnswered, cause });
    } else if (answer.dbtDescription !== null && !entry.isOvershadowed) {
      extras.push({ item, isAnswered: true, cause: other });
    }
    if (isInCatalog) {
      const isListed = !entry.isOvershadowed && answer.dbt.match.status === 'EXACT';
      listed.push({ item, isAnswered: isListed, cause: reasonWithoutFacts(entry) });
    }
  }
  const rows = [compare('described columns', set.counts.columns_with_description, described, extras)];
  if (set.counts.catalog === null) return rows;
  const known = new Set(set.nodes.map(({ uniqueId }) => uniqueId));
  const gone = set.catalog
    .filter(({ uniqueId }) => !known.has(uniqueId))
    .flatMap(({ uniqueId, columns: names }) =>
      names.map((name) => ({
        item: `${uniqueId}.${name}`,
        isAnswered: false,
        cause: 'gone-from-project' as const,
      })),
    );
  return [...rows, compare('columns of the catalog', set.counts.catalog.columns, [...listed, ...gone])];
}

/** Columns whose text is another claimant's than the answering node's; each once, however many nodes list it. */
export function compareOtherColumnTexts(set: CorpusSet, columns: readonly AnsweredColumn[]): Row {
  const seen = new Map<string, Item>();
  for (const column of columns) {
    const { claimants, entry, name, answer } = column;
    const text = isKnown(set, column) ? columnText(claimants, name) : null;
    if (text === null || text.from === claimants[0]) continue;
    const key = `${tableKey(set.adapterType, entry.node.relation)}\u0000${name.toLowerCase()}`;
    const isAnswered = answer.dbtDescription === text.text && (seen.get(key)?.isAnswered ?? true);
    seen.set(key, { item: `${entry.node.uniqueId}.${name}`, isAnswered });
  }
  return compare('columns with the text of another claimant', seen.size, [...seen.values()]);
}

export function columnStatuses(set: CorpusSet, columns: readonly AnsweredColumn[]): readonly Matched[] {
  return columns.map((column) => ({
    item: `${column.entry.node.uniqueId}.${column.name}`,
    expected: toStatus(set, column),
    answered: column.answer.dbt.match.status,
  }));
}

function columnsOf(entry: AnsweredNode, table: CatalogEntry | undefined) {
  const texts = new Map(entry.node.columns.map(({ name, description }) => [name.toLowerCase(), description]));
  const names = table?.columns ?? [];
  const listed = new Set(names.map((name) => name.toLowerCase()));
  return [
    ...names.map((name) => ({
      entry,
      name,
      description: texts.get(name.toLowerCase()) ?? '',
      isInCatalog: true,
    })),
    ...entry.node.columns
      .filter(({ name }) => !listed.has(name.toLowerCase()))
      .map(({ name, description }) => ({ entry, name, description, isInCatalog: false })),
  ];
}

/** Set where the column shows the text of another node that claims its table, and rightly so. */
function causeOfOtherText({ entry, name, description, answer, claimants }: AnsweredColumn): Cause | null {
  const text = columnText(claimants, name);
  if (text === null || text.from === entry.node || text.text !== answer.dbtDescription) return null;
  return isBlank(description) ? 'other-claimant' : 'builder-answers';
}

function isKnown(set: CorpusSet, column: AnsweredColumn): boolean {
  const status = toStatus(set, column);
  return status === 'EXACT' || status === 'FOLDED';
}

/** The columns that dbt knows of a table are those of the catalog, and where that does not list the node, those that the project declares. */
function toStatus(set: CorpusSet, { claimants, name }: AnsweredColumn): string {
  const [answering] = claimants;
  if (answering === undefined) return 'TABLE_NOT_MATCHED';
  const listed = set.catalog.find(({ uniqueId }) => uniqueId === answering.uniqueId)?.columns;
  const names = listed ?? answering.columns.map((column) => column.name);
  if (names.length === 0 && listed === undefined) return 'CATALOG_NOT_GENERATED';
  if (names.includes(name)) return 'EXACT';
  const alike = names.filter((known) => known.toLowerCase() === name.toLowerCase()).length;
  return alike === 0 ? 'NOT_IN_DBT' : alike === 1 ? 'FOLDED' : 'AMBIGUOUS';
}
