import { toCsv } from '../../text/csv.ts';
import type { AskedTable } from './coverage-question.ts';

const HEADER = ['database', 'schema', 'name', 'status', 'reason', 'times asked', 'last asked at'];

/** As a file: the words of the graph, and instants as it writes them. */
export function coverageCsv(tables: readonly AskedTable[]): string {
  return toCsv(
    HEADER,
    tables.map(({ database, schema, name, status, reason, timesAsked, lastAskedAt }) => [
      database,
      schema,
      name,
      status,
      reason,
      timesAsked,
      lastAskedAt,
    ]),
  );
}

/** Gives the reader a file, without a request. */
export function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The click has begun the download; what the address holds is kept until it is let go.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
