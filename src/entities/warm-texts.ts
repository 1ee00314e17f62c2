import type { EntitiesField } from '../document/entities-field.ts';
import type { Selection } from '../document/selection.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import type { PreparedTable } from '../loaders/prepared-table.ts';
import type { ScopedPreparedTables } from '../loaders/prepared-tables.ts';

/**
 * Adds the texts of the first `count` references to `texts`, as far as they are at hand; `null` for all others, malformed ones among them, which
 * are told to `onCold`. Returns whether those that are at hand are ASCII throughout.
 */
export function takeWarmTexts(
  field: EntitiesField,
  count: number,
  prepared: ScopedPreparedTables | null,
  texts: string[],
  onCold: (position: number) => void,
): boolean {
  const tables = createTables(field.selectionOf('Table'), prepared);
  const columns = createTables(field.selectionOf('Column'), prepared);
  for (let position = 0; position < count; position += 1) {
    const reference = field.representations[position];
    let text: string | undefined;
    if (isRecord(reference)) {
      if (reference.__typename === 'Table') text = tables?.textOf(reference);
      else if (reference.__typename === 'Column') text = columns?.columnText(reference);
    }
    texts.push(text ?? 'null');
    if (text === undefined) onCold(position);
  }
  return (tables?.areAscii() ?? true) && (columns?.areAscii() ?? true);
}

/**
 * Null where nothing can be at hand, or nothing of dbt is selected. Gateways send the tables of one schema together, and the columns of one
 * table: what was found for the last one is kept.
 */
function createTables(selection: Selection | null, prepared: ScopedPreparedTables | null) {
  if (prepared === null || selection === null || selection.needs === NEEDS_NOTHING) return null;
  const { needs, number } = selection;
  const { isCurrent, count } = prepared;
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
    lastTable = table !== undefined && isCurrent(table) ? table : undefined;
    columnTexts = lastTable?.columnTexts(number);
    isCounted = false;
    return lastTable;
  }

  function counted(table: PreparedTable, text: string | undefined): string | undefined {
    if (text !== undefined && !isCounted) {
      isCounted = true;
      areAscii &&= table.isAscii;
      count(table);
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
