import { type GraphQLInterfaceType, type GraphQLNamedType, isInterfaceType } from 'graphql';
import { Fault } from '../fault.ts';
import { columnTablePaths, tablePaths } from '../keys.ts';
import type { ColumnType, TableType } from '../mapping.ts';
import type { ColumnEntry } from '../mapping-file.ts';
import { resolvePath } from '../resolve-path.ts';
import { inWords } from '../suggest.ts';
import type { Entry } from './form.ts';
import { checkConflict, checkKey, checkObjectType, checkPath } from './paths.ts';
import type { Reading } from './report.ts';
import { nameAlike } from './same-names.ts';
import type { CheckedTable } from './tables.ts';
import type { Place } from './yaml-source.ts';

export interface Tables {
  /** Those that can be used. */
  readonly usable: readonly CheckedTable[];
  /** Types of those that are reported already: what leads to them is not at fault. */
  readonly doubtful: ReadonlySet<unknown>;
}

/** The columns that can be used; the others are reported. */
export function readColumns(
  reading: Reading,
  entries: readonly Entry<ColumnEntry>[],
  tables: Tables,
): readonly ColumnType[] {
  const names = new Set<string>();
  return entries.flatMap(({ place, value: entry }) => {
    const at = [...place, 'type'];
    if (tables.usable.some(({ table }) => table.typeName === entry.type) || tables.doubtful.has(entry.type)) {
      reading.report(
        at,
        `\`${entry.type}\` stands under \`tables\` and under \`columns\`. One entity cannot be both: keep one of them.`,
      );
      return [];
    }
    if (names.has(entry.type)) {
      reading.report(at, `\`${entry.type}\` stands under \`columns\` twice. Keep one of them.`);
      return [];
    }
    names.add(entry.type);
    return readColumn(reading, place, entry, tables) ?? [];
  });
}

function readColumn(reading: Reading, place: Place, entry: ColumnEntry, tables: Tables): ColumnType | null {
  const type = checkObjectType(reading, [...place, 'type'], entry.type);
  const name = checkPath(reading, [...place, 'name'], type, entry.name);
  const link = checkPath(reading, [...place, 'table'], type, entry.table, 'object');
  const reached = link === null ? [] : findTables(reading, [...place, 'table'], link.end, tables);
  const [first, ...others] = reached.map(({ table }) => table);
  if (name === null || link === null || first === undefined) return null;
  const beyond = reached.find(({ obstacle }) => obstacle !== null)?.obstacle;
  const ownerKey = checkKey(
    reading,
    place,
    type,
    entry.key,
    name.obstacle ?? link.obstacle ?? beyond ?? null,
  );
  const column: ColumnType = {
    typeName: entry.type,
    name: name.path,
    table: link.path,
    tableTypes: [first, ...others],
    ownerKey,
  };
  checkConflict(reading, place, [column.name, ...columnTablePaths(column)]);
  return column;
}

/** The tables that a link leads to; none, and reported, where it leads to anything else. */
function findTables(
  reading: Reading,
  place: Place,
  end: GraphQLNamedType | null,
  { usable, doubtful }: Tables,
): readonly CheckedTable[] {
  if (reading.owner === null || end === null) return [];
  // Where a table is named wrongly or none can be used, what leads to one is not at fault.
  const { schema } = reading.owner.types;
  if (usable.length === 0 || usable.some(({ table }) => schema.getType(table.typeName) === undefined))
    return [];
  const isOneOf = (names: readonly string[]) => usable.filter(({ table }) => names.includes(table.typeName));
  if (!isInterfaceType(end)) {
    if (doubtful.has(end.name)) return [];
    const found = isOneOf([end.name]);
    if (found.length === 0) {
      reading.report(
        place,
        `It leads to \`${end.name}\`, which is no table here. Name a field that leads to ${leadsTo(usable)}, or add \`${end.name}\` to \`tables\`.`,
      );
    }
    return found;
  }
  const implementations = schema.getImplementations(end).objects.map(({ name }) => name);
  const found = isOneOf(implementations);
  const strangers = implementations.filter(
    (name) => !doubtful.has(name) && !found.some(({ table }) => table.typeName === name),
  );
  if (implementations.length === 0 || strangers.length > 0) {
    reading.report(
      place,
      implementations.length === 0
        ? `It leads to the interface \`${end.name}\`, which nothing in \`owner\` implements. Add the types that do, with \`implements ${end.name}\`.`
        : `It leads to the interface \`${end.name}\`, which is implemented by ${inWords(strangers)}, too: no table here. Add what is missing to \`tables\`, or leave the column out.`,
    );
    return [];
  }
  if (strangers.length + found.length < implementations.length) return [];
  return isAlike(
    reading,
    place,
    end,
    found.map(({ table }) => table),
  )
    ? found
    : [];
}

/** Whether one field set says the names of all tables behind an interface, and the interface has its fields. */
function isAlike(
  { owner, report }: Reading,
  place: Place,
  type: GraphQLInterfaceType,
  [first, ...others]: readonly TableType[],
): boolean {
  if (owner === null || first === undefined) return false;
  const other = others.find((table) => !nameAlike(first, table));
  if (other !== undefined) {
    report(
      place,
      `It leads through \`${type.name}\` to \`${first.typeName}\` and \`${other.typeName}\`, whose \`relation\` or \`environments\` differ here, and one field set has to say both. Write them alike, or leave the column out: facts of columns come by \`dbt { columns }\`, too.`,
    );
    return false;
  }
  for (const path of tablePaths(first)) {
    const resolved = resolvePath(owner.types, type, path, 'value');
    if (!(resolved instanceof Fault)) continue;
    report(
      place,
      `It leads through the interface \`${type.name}\`, by which the names of a table cannot be read. ${resolved.message}`,
    );
    return false;
  }
  return true;
}

function leadsTo(tables: readonly CheckedTable[]): string {
  return inWords(tables.map(({ table }) => table.typeName));
}
