import type { Stack } from '../../test/support/start-stack.ts';
import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import { askColumns, type ColumnAnswer } from './answers.ts';
import type { Cause } from './explanations.ts';
import type { CatalogEntry, CorpusSet } from './read-set.ts';
import { compare, type Item, type Row } from './row.ts';
import { asReported } from './spelling.ts';

/** A column of a node: as the catalog spells it where it lists the column, else as the manifest does. */
interface AskedColumn {
  readonly entry: AnsweredNode;
  readonly name: string;
  /** The project's text; empty when there is none. */
  readonly description: string;
  readonly isInCatalog: boolean;
  readonly hasCatalog: boolean;
}

/** Described columns, each with the text of the file, byte for byte; and the columns of the catalog. */
export async function compareColumns(
  stack: Stack,
  set: CorpusSet,
  answered: readonly AnsweredNode[],
): Promise<readonly Row[]> {
  const catalog = new Map(set.catalog.map((table) => [table.uniqueId, table]));
  const columns = answered.flatMap((entry) => columnsOf(entry, catalog.get(entry.node.uniqueId)));
  const answers = await askColumns(
    stack,
    columns.map(({ entry, name }) => ({ table: asReported(set.adapterType, entry.node.relation), name })),
  );
  const described: Item[] = [];
  const extras: Item[] = [];
  const listed: Item[] = [];
  for (const [position, column] of columns.entries()) {
    const answer = answers[position];
    if (answer === undefined) continue;
    const item = toItem(column, answer);
    if (column.description.trim() !== '') described.push(item);
    else if (answer.dbtDescription !== null && !column.entry.isOvershadowed)
      extras.push({ ...item, cause: null });
    if (column.isInCatalog) {
      const isAnswered = !column.entry.isOvershadowed && answer.dbt.match.status === 'EXACT';
      listed.push({ ...item, isAnswered });
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

function columnsOf(entry: AnsweredNode, table: CatalogEntry | undefined): readonly AskedColumn[] {
  const texts = new Map(entry.node.columns.map(({ name, description }) => [name.toLowerCase(), description]));
  const names = table?.columns ?? [];
  const listed = new Set(names.map((name) => name.toLowerCase()));
  const shared = { entry, hasCatalog: table !== undefined };
  return [
    ...names.map((name) => ({
      ...shared,
      name,
      description: texts.get(name.toLowerCase()) ?? '',
      isInCatalog: true,
    })),
    ...entry.node.columns
      .filter(({ name }) => !listed.has(name.toLowerCase()))
      .map(({ name, description }) => ({ ...shared, name, description, isInCatalog: false })),
  ];
}

function toItem(
  { entry, name, description, hasCatalog, isInCatalog }: AskedColumn,
  answer: ColumnAnswer,
): Item {
  const without: Cause | null = !hasCatalog ? 'no-catalog' : !isInCatalog ? 'not-in-catalog' : null;
  return {
    item: `${entry.node.uniqueId}.${name}`,
    isAnswered: !entry.isOvershadowed && answer.dbtDescription === description,
    cause: reasonWithoutFacts(entry) ?? without,
  };
}
