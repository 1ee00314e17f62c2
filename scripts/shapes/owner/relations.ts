import { readFileSync } from 'node:fs';
import type { CatalogTable } from '../../../demo/catalog.ts';

/** One relation of a warehouse, as an owner's catalogue knows it. */
export interface Relation extends Omit<CatalogTable, 'database'> {
  /** Null where the owner does not know it. */
  readonly database: string | null;
  /** Tells two warehouses apart whose relations have the same names. */
  readonly account: string;
  /** Begins a fully qualified name where the catalogue names its services there; null where it does not. */
  readonly service: string | null;
}

const TABLES = new URL('../../../demo/warehouse/tables.json', import.meta.url);

export interface WarehouseOptions {
  readonly service: string | null;
  /** Whether what the owner calls a database is a schema to dbt. */
  readonly hasTwoLevels: boolean;
}

/** The warehouse of the demo, once for each account. */
export function demoRelations(
  accounts: readonly string[],
  { service, hasTwoLevels }: WarehouseOptions = { service: null, hasTwoLevels: false },
): readonly Relation[] {
  const tables: readonly CatalogTable[] = JSON.parse(readFileSync(TABLES, 'utf8'));
  return accounts.flatMap((account) =>
    tables.map((table) => ({
      ...table,
      database: hasTwoLevels ? table.schema : table.database,
      account,
      service,
    })),
  );
}
