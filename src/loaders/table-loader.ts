import DataLoader from 'dataloader';
import { type TableKey, tableKeyText } from './needs.ts';
import type { TableAnswer, TableReader } from './table-reader.ts';

export type TableLoader = DataLoader<TableKey, TableAnswer, string>;

/** One per request: whatever fields the executor resolves in one turn become one batch. */
export function createTableLoader(reader: TableReader): TableLoader {
  return new DataLoader<TableKey, TableAnswer, string>((keys) => reader.read(keys), {
    cacheKeyFn: tableKeyText,
  });
}
