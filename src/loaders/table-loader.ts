import DataLoader from 'dataloader';
import type { TableAnswer, TableReader } from './table-reader.ts';
import { requestText, type TableRequest } from './table-target.ts';

export interface TableLoader {
  /** In the order of `requests`. Whatever fields the executor resolves in one turn become one batch. */
  load(requests: readonly TableRequest[]): Promise<readonly TableAnswer[]>;
}

/**
 * One per request. A field's tables are loaded as one list: a promise for each of ten thousand references would continue in one turn of the
 * event loop.
 */
export function createTableLoader(reader: TableReader): TableLoader {
  const lists = new DataLoader<readonly TableRequest[], readonly TableAnswer[]>(
    (batch) => readLists(batch, reader),
    { cache: false },
  );
  return { load: (requests) => lists.load(requests) };
}

/** Reads each table once, however many references name it. */
async function readLists(
  lists: readonly (readonly TableRequest[])[],
  reader: TableReader,
): Promise<readonly (readonly TableAnswer[])[]> {
  const unique = new Map<string, number>();
  const requests: TableRequest[] = [];
  const positions = lists.map((list) =>
    list.map((request) => {
      const text = requestText(request);
      const position = unique.get(text) ?? requests.push(request) - 1;
      unique.set(text, position);
      return position;
    }),
  );
  const answers = await reader.read(requests);
  return positions.map((list) => list.map((position) => answers[position] as TableAnswer));
}
