import type { Row } from './rows.ts';

const HEADINGS = ['figure', 'measured', 'must', 'aim', 'verdict'] as const;

/** One line a figure, columns as wide as they need to be; its note stands below it. */
export function printTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => HEADINGS.map((heading) => row[heading]));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const toLine = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const body = rows.flatMap(({ note }, position) => [
    toLine(cells[position] ?? []),
    ...(note === undefined ? [] : [`  ${note}`]),
  ]);
  return [toLine(HEADINGS), toLine(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}
