export type Cell = string | number | null;

/** What Excel, LibreOffice or Google Sheets would read as a formula, full-width forms included, or cut off before one. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

const NEEDS_QUOTES = /[",\r\n]/;

/** With it Excel reads UTF-8; other readers of CSV skip it. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A CSV file as RFC 4180 has it: lines end with CR LF, the last one too; cells with commas, quotes or line ends are quoted. A text that
 * a spreadsheet would execute gets an apostrophe before it; numbers stay numbers. The file begins with a byte order mark.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((cells) => `${cells.map(toCell).join(',')}\r\n`);
  return BYTE_ORDER_MARK + lines.join('');
}

function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
