import type { EntitiesField } from '../document/entities-field.ts';
import type { TableReferenceKey } from '../loaders/contributed.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import type { PreparedTable, ScopedPreparedTables } from '../loaders/prepared-tables.ts';

/** Finds the texts of references that are at hand; undefined for all others, malformed ones among them. */
export type WarmTexts = (reference: unknown) => string | undefined;

export function createWarmTexts(field: EntitiesField, prepared: ScopedPreparedTables | null): WarmTexts {
  if (prepared === null) return () => undefined;
  const tableText = warmTables(field, prepared);
  const columnText = warmColumns(field, prepared);
  return (reference) => {
    if (!isRecord(reference)) return undefined;
    if (reference.__typename === 'Table') return tableText(reference);
    return reference.__typename === 'Column' ? columnText(reference) : undefined;
  };
}

function warmTables(field: EntitiesField, prepared: ScopedPreparedTables) {
  const selection = field.selectionOf('Table');
  if (selection === null || selection.needs === NEEDS_NOTHING) return () => undefined;
  const find = prepared.finder(selection.needs);
  return (reference: Record<string, unknown>): string | undefined => {
    const key = toKey(reference);
    const table = key === null ? undefined : find(key);
    const text = table?.text(selection.number);
    if (table !== undefined && text !== undefined) prepared.count(table);
    return text;
  };
}

/** Gateways send the columns of one table together: its texts are looked for once. */
function warmColumns(field: EntitiesField, prepared: ScopedPreparedTables) {
  const selection = field.selectionOf('Column');
  if (selection === null || selection.needs === NEEDS_NOTHING) return () => undefined;
  const find = prepared.finder(selection.needs);
  let lastKey: TableReferenceKey | null = null;
  let lastTable: PreparedTable | undefined;
  let lastTexts: ReturnType<PreparedTable['columnTexts']>;
  let isCounted = false;
  return ({ table, name }: Record<string, unknown>): string | undefined => {
    if (typeof name !== 'string' || !isRecord(table)) return undefined;
    const key = toKey(table);
    if (key === null) return undefined;
    if (lastKey === null || !isSame(lastKey, key)) {
      lastKey = key;
      lastTable = find(key);
      lastTexts = lastTable?.columnTexts(selection.number);
      isCounted = false;
    }
    const text = lastTexts?.get(name);
    if (text === undefined || lastTable === undefined || isCounted) return text;
    isCounted = true;
    prepared.count(lastTable);
    return text;
  };
}

/** Null for what has to be looked at closely; no database, null and an empty one are spelled alike. */
function toKey(record: Record<string, unknown>): TableReferenceKey | null {
  const { database, schema, name } = record;
  if (typeof schema !== 'string' || typeof name !== 'string') return null;
  // The record is a key as it stands: nothing has to be made for it.
  if (typeof database === 'string') return record as unknown as TableReferenceKey;
  return database === null || database === undefined ? { database: '', schema, name } : null;
}

function isSame(left: TableReferenceKey, right: TableReferenceKey): boolean {
  return left.name === right.name && left.schema === right.schema && left.database === right.database;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
