import { z } from 'zod';
import {
  type ColumnEntry,
  columnForm,
  mappingFile,
  type TableEntry,
  tableForm,
  typePrefixForm,
} from '../mapping-file.ts';
import { isRecord, wordIssue } from './form-words.ts';
import type { Report } from './report.ts';
import type { Place } from './yaml-source.ts';

/** A part of the file that has its form. */
export interface Entry<T> {
  readonly place: Place;
  readonly value: T;
}

/** The parts of a file that have their form; the others are reported, and keep nobody from checking these. */
export interface FormedFile {
  readonly tables: readonly Entry<TableEntry>[];
  readonly columns: readonly Entry<ColumnEntry>[];
  readonly interfaces: readonly Entry<string>[];
  readonly typePrefix: string;
  readonly renames: readonly Entry<{ readonly from: string; readonly to: string }>[];
  readonly owner: string | null;
  /** Types of tables that are reported already: what leads to them is not at fault. */
  readonly doubtfulTables: ReadonlySet<unknown>;
}

export function readForm(value: unknown, report: Report): FormedFile {
  const { error } = mappingFile.safeParse(value);
  const problems = (error?.issues ?? []).flatMap((issue) => wordIssue(issue, value));
  for (const { place, message } of problems) report(place, message);
  const known = structuredClone(value);
  for (const { place, unknownKey } of problems) if (unknownKey) remove(known, place);

  const file = isRecord(known) ? known : {};
  const tables = entries(file, 'tables', tableForm);
  const usable = new Set<unknown>(tables.map((entry) => entry.value.type));
  const rename = z.record(z.string(), z.unknown()).safeParse(file.rename).data ?? {};
  return {
    tables,
    columns: entries(file, 'columns', columnForm),
    interfaces: entries(file, 'interfaces', z.string()),
    typePrefix: typePrefixForm.safeParse(file.typePrefix).data ?? '',
    renames: Object.entries(rename).flatMap(([from, to]) =>
      typeof to === 'string' ? [{ place: ['rename', from], value: { from, to } }] : [],
    ),
    owner: z.string().min(1).safeParse(file.owner).data ?? null,
    doubtfulTables: new Set(typeNames(file.tables).filter((name) => !usable.has(name))),
  };
}

/** The entries of a list that have the form. */
function entries<T>(file: Record<string, unknown>, key: string, form: z.ZodType<T>): Entry<T>[] {
  const list = file[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item, at) => {
    const { success, data } = form.safeParse(item);
    return success ? [{ place: [key, at], value: data }] : [];
  });
}

function typeNames(tables: unknown): readonly unknown[] {
  return Array.isArray(tables) ? tables.map((table) => (isRecord(table) ? table.type : null)) : [];
}

function remove(value: unknown, [first, ...rest]: Place): void {
  if (!isRecord(value) || first === undefined) return;
  if (rest.length === 0) delete value[String(first)];
  else remove(value[String(first)], rest);
}
