import { pathText } from '../mapping/field-path.ts';
import type { ColumnType, TableType } from '../mapping/mapping.ts';
import type { PathTypes } from '../mapping/path-types.ts';
import { createNameReaders, needsText, toFields } from './names.ts';
import { ReferenceProblem } from './reference-problem.ts';
import { getterOf } from './spelling.ts';
import { hasNull, type NamedTable, type ReadTable, toReadTable } from './table-names.ts';

/** What a reference to a column says. */
export interface NamedColumn {
  readonly name: string;
  readonly table: NamedTable;
  readonly tableType: string;
  readonly tableReference: unknown;
}

export type ReadColumn = (reference: unknown, label: string) => NamedColumn | ReferenceProblem;

export function toReadColumn(
  { typeName, name: namePath, table: tablePath, tableTypes }: ColumnType,
  types: PathTypes,
): ReadColumn {
  const nameOf = createNameReaders(typeName, types)(namePath);
  const tableOf = getterOf(tablePath);
  const tableText = pathText(tablePath);
  const [first] = tableTypes;
  const readers = new Map<string, ReadTable>(
    tableTypes.map((type) => [type.typeName, toReadTable(type, types)]),
  );
  const readFirst = toReadTable(first, types);

  return (reference, label) => {
    const fields = toFields(reference, label);
    if (fields instanceof ReferenceProblem) return fields;
    const tableReference = tableOf(fields);
    const tableType = typeIn(tableReference, tableTypes);
    const table =
      tableReference === null && types(typeName, tablePath).isNullable
        ? hasNull(typeName, tablePath)
        : (readers.get(tableType) ?? readFirst)(tableReference, `${label}.${tableText}`);
    if (table instanceof ReferenceProblem) return table;
    const name = nameOf(fields, label);
    if (name instanceof ReferenceProblem) return name;
    if (name !== null) return { name, table, tableType, tableReference };
    if (!types(typeName, namePath).isNullable) return needsText(`${label}.${pathText(namePath)}`);
    return { name: '', table: hasNull(typeName, namePath), tableType, tableReference };
  };
}

/** Implementations of one interface name relations alike: which of them it is matters for the type's name alone. */
function typeIn(reference: unknown, [first, ...others]: readonly [TableType, ...TableType[]]): string {
  if (others.length === 0 || typeof reference !== 'object' || reference === null) return first.typeName;
  const typeName = '__typename' in reference ? reference.__typename : undefined;
  return others.find((type) => type.typeName === typeName)?.typeName ?? first.typeName;
}
