import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../console/src/text/csv.ts';

describe('a CSV file', () => {
  it('begins with a byte order mark, and ends every line with CR LF', () => {
    expect(toCsv(['name', 'count'], [['orders', 3]])).toBe('\uFEFFname,count\r\norders,3\r\n');
  });

  it('has quotes around cells with commas, quotes and line ends alone', () => {
    expect(toCsv(['a'], [['x,y'], ['say "hi"'], ['two\nlines'], [' plain ']])).toBe(
      '\uFEFFa\r\n"x,y"\r\n"say ""hi"""\r\n"two\nlines"\r\n plain \r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'has an apostrophe before %j, which a spreadsheet would execute',
    (formula) => {
      expect(toCsv(['a'], [[formula]])).toContain(`'${formula}`);
    },
  );

  it('keeps numbers as they are, negative ones too, and nulls empty', () => {
    expect(toCsv(['a', 'b'], [[-1, null]])).toBe('\uFEFFa,b\r\n-1,\r\n');
  });

  it('is read back as it was written, but for the apostrophes', () => {
    const cells = fc.array(fc.string(), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 5 }), (rows) => {
        const read = parse(toCsv(['a', 'b'], rows)).slice(1);
        expect(read).toEqual(
          rows.map((row) => row.map((cell) => (/^[=+\-@＝＋－＠]/.test(cell) ? `'${cell}` : cell))),
        );
      }),
    );
  });
});

/** A reader as RFC 4180 has it, by its grammar. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
