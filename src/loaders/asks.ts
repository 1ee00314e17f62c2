import type { TableStatus } from '../facts/facts.ts';
import type { RelationTarget } from './table-target.ts';

/** A table that references have named, with how often. */
export interface AskedTable {
  /** Counts the table once for the request, however many of its references name it. */
  count(request: RequestAsks): void;
  /** Takes note of how it was answered. */
  answered(status: TableStatus): void;
}

/** What the references of one request ask for. */
export interface RequestAsks {
  /** No two requests have the same. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Finds or makes the table; counting it is the caller's. */
  tableOf(target: RelationTarget): AskedTable;
}
