import DataLoader from 'dataloader';
import { type TableKey, tableKeyText } from './needs.ts';
import type { TableAnswer, TableReader } from './table-reader.ts';

export interface TableLoader {
  /** In the order of `keys`. Whatever fields the executor resolves in one turn become one batch. */
  load(keys: readonly TableKey[]): Promise<readonly TableAnswer[]>;
}

/**
 * One per request. A field's keys are loaded as one list: a promise for each of ten thousand references would continue in one turn of the
 * event loop.
 */
export function createTableLoader(reader: TableReader): TableLoader {
  const lists = new DataLoader<readonly TableKey[], readonly TableAnswer[]>(
    (batch) => readLists(batch, reader),
    { cache: false },
  );
  return { load: (keys) => lists.load(keys) };
}

/** Reads each table once, however many references name it. */
async function readLists(
  lists: readonly (readonly TableKey[])[],
  reader: TableReader,
): Promise<readonly (readonly TableAnswer[])[]> {
  const unique = new Map<string, number>();
  const keys: TableKey[] = [];
  const positions = lists.map((list) =>
    list.map((key) => {
      const text = tableKeyText(key);
      const position = unique.get(text) ?? keys.push(key) - 1;
      unique.set(text, position);
      return position;
    }),
  );
  const answers = await reader.read(keys);
  return positions.map((list) => list.map((position) => answers[position] as TableAnswer));
}
