import type { EntitiesField } from '../document/entities-field.ts';
import type { Selection } from '../document/selection.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import type { PreparedTable } from '../loaders/prepared-table.ts';
import type { ScopedPreparedTables } from '../loaders/prepared-tables.ts';
import type { EntityType, EntityTypes } from './entity-types.ts';
import { emptySpelling, type Spelling } from './spelling.ts';

/**
 * Adds the texts of the first `count` references to `texts`, as far as they are at hand; `null` for all others, malformed ones among them, whose
 * positions are added to `cold`. Returns whether those that are at hand are ASCII throughout.
 */
export function takeWarmTexts(
  field: EntitiesField,
  count: number,
  { types, prepared }: WarmOptions,
  texts: string[],
  cold: number[],
): boolean {
  const finders = new Map<unknown, Finder | null>();
  let lastTypeName: unknown;
  let finder: Finder | null = null;
  for (let position = 0; position < count; position += 1) {
    const reference = field.representations[position];
    let text: string | undefined;
    if (isRecord(reference)) {
      const typeName = reference.__typename;
      if (typeName !== lastTypeName) {
        lastTypeName = typeName;
        finder =
          finders.get(typeName) ?? createFinder(types.of(typeName), field.selectionOf(typeName), prepared);
        finders.set(typeName, finder);
      }
      text = finder?.find(reference);
    }
    texts.push(text ?? 'null');
    if (text === undefined) cold.push(position);
  }
  return [...finders.values()].every((each) => each?.areAscii() ?? true);
}

export interface WarmOptions {
  readonly types: EntityTypes;
  readonly prepared: ScopedPreparedTables | null;
}

interface Finder {
  /** Undefined where the table has to be read, or looked at closely. */
  find(reference: Record<string, unknown>): string | undefined;
  areAscii(): boolean;
}

/**
 * Null where nothing can be at hand, or nothing of dbt is selected. Gateways send the tables of one schema together, and the columns of one
 * table: what was found for the last one is kept.
 */
function createFinder(
  type: EntityType | undefined,
  selection: Selection | null,
  prepared: ScopedPreparedTables | null,
): Finder | null {
  if (type === undefined || prepared === null || selection === null || selection.needs === NEEDS_NOTHING)
    return null;
  const { needs, number } = selection;
  const { isCurrent, count } = prepared;
  const { spell } = type;
  const isTable = type.kind === 'table';
  const tablesOf = prepared.finder(needs);
  const spelling = emptySpelling();
  let lastDatabase = '';
  let lastSchema = '';
  let tables: ReadonlyMap<string, PreparedTable> | undefined;
  let lastName: string | undefined;
  let lastTable: PreparedTable | undefined;
  let columnTexts: ReturnType<PreparedTable['columnTexts']>;
  let isCounted = false;
  let areAscii = true;

  function findTable({ database, schema, name }: Spelling): PreparedTable | undefined {
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
    if (!isTable) columnTexts = lastTable?.columnTexts(number);
    isCounted = false;
    return lastTable;
  }

  return {
    areAscii: () => areAscii,
    find(reference) {
      const table = spell(reference, spelling) ? findTable(spelling) : undefined;
      if (table === undefined) return undefined;
      const text = isTable ? table.text(number) : columnTexts?.get(spelling.column);
      if (text !== undefined && !isCounted) {
        isCounted = true;
        areAscii &&= table.isAscii;
        count(table);
      }
      return text;
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
