import type { CatalogColumn } from './node.ts';

/** Some warehouses number columns from 0, the graph from 1: returns the shift that the columns of one table need, 0 or 1. */
export function toPositionShift(columns: readonly Pick<CatalogColumn, 'index'>[]): 0 | 1 {
  return columns.some(({ index }) => index === 0) ? 1 : 0;
}
