import { tablePaths } from '../keys.ts';
import type { EnvironmentChoice, TableType } from '../mapping.ts';
import type { TableEntry } from '../mapping-file.ts';
import type { Entry } from './form.ts';
import { type CheckedPath, checkConflict, checkKey, checkObjectType, checkPath } from './paths.ts';
import { checkRelation } from './relation.ts';
import type { Reading } from './report.ts';
import type { Place } from './yaml-source.ts';

export interface CheckedTable {
  readonly table: TableType;
  /** Why a key cannot hold its names, as a clause; null where it can. */
  readonly obstacle: string | null;
}

/** The tables that can be used; the others are reported. */
export function readTables(reading: Reading, entries: readonly Entry<TableEntry>[]): readonly CheckedTable[] {
  const names = new Set<string>();
  return entries.flatMap(({ place, value }) => {
    if (names.has(value.type)) {
      reading.report(
        [...place, 'type'],
        `\`${value.type}\` stands under \`tables\` twice. Keep one of them.`,
      );
      return [];
    }
    names.add(value.type);
    return readTable(reading, place, value) ?? [];
  });
}

function readTable(reading: Reading, place: Place, entry: TableEntry): CheckedTable | null {
  const type = checkObjectType(reading, [...place, 'type'], entry.type);
  const checked = checkRelation(reading, [...place, 'relation'], type, entry.relation);
  const by =
    entry.environments === undefined
      ? null
      : checkPath(reading, [...place, 'environments', 'by'], type, entry.environments.by);
  const environments = readEnvironments(reading, place, entry, by);
  if (checked === null) return null;
  const paths: readonly CheckedPath[] = by === null ? checked.paths : [by, ...checked.paths];
  const obstacle = paths.find((path) => path.obstacle !== null)?.obstacle ?? null;
  const ownerKey = checkKey(reading, place, type, entry.key, obstacle);
  const table: TableType = { typeName: entry.type, relation: checked.relation, environments, ownerKey };
  checkConflict(reading, [...place, 'relation'], tablePaths(table));
  return { table, obstacle };
}

function readEnvironments(
  { report }: Reading,
  place: Place,
  { environments }: TableEntry,
  by: CheckedPath | null,
): EnvironmentChoice | null {
  if (environments === undefined) return null;
  const { values } = environments;
  if (values !== undefined && Object.keys(values).length === 0) {
    report(
      [...place, 'environments', 'values'],
      "`values` is empty, so that no environment would answer. Write the ids for each value, such as `acme_eu: ['834']`, or leave `values` out for all environments.",
    );
  }
  if (by === null) return null;
  return { by: by.path, environmentIds: values === undefined ? null : new Map(Object.entries(values)) };
}
