/** What the printed table needs of one row of the answer. */
export interface PrintedTable {
  readonly schema: string;
  readonly name: string;
  readonly dbtDescription: string | null;
  readonly lastRefreshedAt: string | null;
  readonly dbt: {
    readonly match: { readonly status: string; readonly reason: string };
    readonly testSummary: Readonly<Record<'total' | 'passed' | 'warned' | 'failed' | 'errored', number>>;
    readonly health: string;
  };
}

const HEADINGS = ['table', 'match', 'refreshed', 'tests', 'health', 'description'] as const;
const DESCRIPTION_WIDTH = 48;

/** One line a table, columns as wide as they need to be. */
export function printTables(tables: readonly PrintedTable[]): string {
  const rows = tables.map((table) => [
    `${table.schema}.${table.name}`,
    table.dbt.match.status,
    table.lastRefreshedAt?.slice(0, 16).replace('T', ' ') ?? '-',
    toTests(table.dbt.testSummary),
    table.dbt.health,
    toOneLine(table.dbtDescription ?? '-'),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [toLine(HEADINGS), toLine(widths.map((width) => '-'.repeat(width))), ...rows.map(toLine)].join('\n');
}

/** What is said of every table that was not simply found. */
export function printReasons(tables: readonly PrintedTable[]): string {
  return tables
    .filter(({ dbt }) => dbt.match.status !== 'EXACT')
    .map(({ schema, name, dbt }) => `${schema}.${name}: ${dbt.match.status}. ${dbt.match.reason}`)
    .join('\n');
}

/** `12: 10 pass, 1 warn, 1 fail`; what there is none of is not said. */
function toTests(summary: PrintedTable['dbt']['testSummary']): string {
  if (summary.total === 0) return '-';
  const { total, passed, warned, failed, errored } = summary;
  const counts = [
    [passed, 'pass'],
    [warned, 'warn'],
    [failed, 'fail'],
    [errored, 'error'],
    [total - passed - warned - failed - errored, 'no verdict'],
  ] as const;
  return `${total}: ${counts.flatMap(([count, word]) => (count === 0 ? [] : `${count} ${word}`)).join(', ')}`;
}

function toOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > DESCRIPTION_WIDTH ? `${line.slice(0, DESCRIPTION_WIDTH - 1)}…` : line;
}
