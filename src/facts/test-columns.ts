import type { TestFact } from './facts.ts';
import type { NodeTest } from './node.ts';
import { stripQuotes } from './relation-name.ts';

/** Arguments by which dbt's and the common packages' tests name columns of the table they judge. */
const COLUMN_ARGUMENTS = [
  'column_name',
  'columns',
  'column_list',
  'column_names',
  'combination_of_columns',
  'column_A',
  'column_B',
] as const;

/**
 * What makes a text an expression. A bracket behind a blank and a slash inside a word do not: columns are called `Sales (USD)` and `a/b`,
 * and a test that is declared on one carries its name without quotes.
 */
const EXPRESSION = /^\s*\(|\w\(|[|+*<>=,'!^~]|::|\s[-/]\s|^\s*case\s/i;

/**
 * The columns that a test names, without quotes, each once: the column it is declared on, else those in its arguments. An expression names
 * no column: such a test belongs to its table only.
 */
export function toTestColumns(test: Pick<NodeTest, 'columnName' | 'metadata'>): readonly string[] {
  const declared = toColumnNames(test.columnName);
  if (declared !== null) return declared;
  const kwargs = test.metadata?.kwargs ?? {};
  const named = COLUMN_ARGUMENTS.flatMap((argument) => {
    const value = kwargs[argument];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return texts.flatMap((text) => toColumnNames(text) ?? []);
  });
  return [...new Set(named)];
}

/** Null where nothing is named; empty where what is named is no column. */
function toColumnNames(value: unknown): readonly string[] | null {
  // YAML reads a column that is called 7 as a number, unless it is quoted.
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return null;
  const bare = stripQuotes(text);
  if (bare !== text) return [bare];
  return EXPRESSION.test(text) ? [] : [text.trim()];
}

/**
 * Prepares the tests of a table to be asked for column by column. Names are compared without case, as YAML and warehouse rarely agree on it,
 * unless `columnNames` (all columns of the table) has several that differ only by case: then a test is that column's whose very name it has.
 */
export function createTestsByColumn(
  tests: readonly TestFact[],
  columnNames: readonly string[] = [],
): (columnName: string) => readonly TestFact[] {
  const spellings = new Map<string, number>();
  for (const name of new Set(columnNames)) {
    const key = name.toLowerCase();
    spellings.set(key, (spellings.get(key) ?? 0) + 1);
  }
  const folded = new Map<string, TestFact[]>();
  for (const test of tests) {
    for (const key of new Set(test.columns.map((column) => column.toLowerCase()))) append(folded, key, test);
  }
  return (columnName) => {
    const key = columnName.toLowerCase();
    const alike = folded.get(key) ?? [];
    return (spellings.get(key) ?? 0) > 1
      ? alike.filter(({ columns }) => columns.includes(columnName))
      : alike;
  };
}

function append(lists: Map<string, TestFact[]>, key: string, test: TestFact): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [test]);
  else list.push(test);
}
