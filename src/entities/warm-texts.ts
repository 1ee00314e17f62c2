import type { EntitiesField } from '../document/entities-field.ts';
import type { Selection } from '../document/selection.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import type { PreparedTable } from '../loaders/prepared-table.ts';
import type { ScopedPreparedTables } from '../loaders/prepared-tables.ts';

export interface WarmTexts {
  readonly texts: readonly (string | undefined)[];
  /** Whether those that are at hand are ASCII throughout. */
  readonly isAscii: boolean;
}

/** The texts of the first `count` references, as far as they are at hand; undefined for all others, malformed ones among them. */
export function takeWarmTexts(
  field: EntitiesField,
  count: number,
  prepared: ScopedPreparedTables | null,
): WarmTexts {
  const texts: (string | undefined)[] = [];
  if (prepared === null) return { texts, isAscii: false };
  const tableSelection = readable(field.selectionOf('Table'));
  const columnSelection = readable(field.selectionOf('Column'));
  const tables = tableSelection === null ? null : createTables(tableSelection, prepared);
  const columns = columnSelection === null ? null : createTables(columnSelection, prepared);
  for (let position = 0; position < count; position += 1) {
    const reference = field.representations[position];
    let text: string | undefined;
    if (isRecord(reference)) {
      if (reference.__typename === 'Table') text = tables?.textOf(reference);
      else if (reference.__typename === 'Column') text = columns?.columnText(reference);
    }
    texts.push(text);
  }
  return { texts, isAscii: (tables?.areAscii() ?? true) && (columns?.areAscii() ?? true) };
}

/** Null where nothing of dbt is selected. */
function readable(selection: Selection | null): Selection | null {
  return selection === null || selection.needs === NEEDS_NOTHING ? null : selection;
}

/** Gateways send the tables of one schema together, and the columns of one table: what was found for the last one is kept. */
function createTables({ needs, number }: Selection, prepared: ScopedPreparedTables) {
  const tablesOf = prepared.finder(needs);
  let lastDatabase = '';
  let lastSchema = '';
  let tables: ReadonlyMap<string, PreparedTable> | undefined;
  let lastName: string | undefined;
  let lastTable: PreparedTable | undefined;
  let columnTexts: ReturnType<PreparedTable['columnTexts']>;
  let isCounted = false;
  let areAscii = true;

  /** Undefined where the table has to be read, or looked at closely. No database, null and an empty one are spelled alike. */
  function find({
    database: given = null,
    schema,
    name,
  }: Record<string, unknown>): PreparedTable | undefined {
    const database = given ?? '';
    if (typeof database !== 'string' || typeof schema !== 'string' || typeof name !== 'string')
      return undefined;
    if (schema !== lastSchema || database !== lastDatabase || lastName === undefined) {
      tables = tablesOf(database, schema);
      lastDatabase = database;
      lastSchema = schema;
      lastName = undefined;
    }
    if (name === lastName) return lastTable;
    const table = tables?.get(name);
    lastName = name;
    lastTable = table !== undefined && prepared.isCurrent(table) ? table : undefined;
    columnTexts = lastTable?.columnTexts(number);
    isCounted = false;
    return lastTable;
  }

  function counted(table: PreparedTable, text: string | undefined): string | undefined {
    if (text !== undefined && !isCounted) {
      isCounted = true;
      areAscii &&= table.isAscii;
      prepared.count(table);
    }
    return text;
  }

  return {
    areAscii: () => areAscii,
    textOf(reference: Record<string, unknown>): string | undefined {
      const table = find(reference);
      return table === undefined ? undefined : counted(table, table.text(number));
    },
    columnText({ table: key, name }: Record<string, unknown>): string | undefined {
      const table = isRecord(key) && typeof name === 'string' ? find(key) : undefined;
      return table === undefined ? undefined : counted(table, columnTexts?.get(name as string));
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
