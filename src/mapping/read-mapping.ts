import { contributedNames } from './contributed.ts';
import type { Mapping } from './mapping.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { carriersOf } from './reading/carriers.ts';
import { checkFieldNames, checkInterfaceNames, checkTypeNames } from './reading/collisions.ts';
import { readColumns } from './reading/columns.ts';
import { readForm } from './reading/form.ts';
import { readInterfaces } from './reading/interfaces.ts';
import { readOwner } from './reading/owner.ts';
import { readRenames } from './reading/renames.ts';
import type { Reading, Report } from './reading/report.ts';
import { readTables } from './reading/tables.ts';
import { readYaml } from './reading/yaml-source.ts';

/** Reads a mapping file, YAML or JSON. Throws a MappingError with everything that is wrong with it, each with its line. */
export function readMapping(text: string): Mapping {
  const source = readYaml(text);
  const problems: MappingProblem[] = [];
  const report: Report = (place, message, textLine) => {
    const line = source.lineOf(place, textLine);
    const known = problems.some((problem) => problem.line === line && problem.message === message);
    if (!known) problems.push({ line, message });
  };
  const form = readForm(source.value, report);
  const owner = form.owner === null ? null : readOwner(form.owner, report);
  const reading: Reading = { report, owner };

  const usable = readTables(reading, form.tables);
  const named = new Set<unknown>([...form.doubtfulTables, ...form.tables.map(({ value }) => value.type)]);
  const doubtful = new Set(named);
  for (const { table } of usable) doubtful.delete(table.typeName);
  const columns = readColumns(reading, form.columns, { usable, doubtful });
  const interfaces = readInterfaces(reading, form.interfaces, named);
  const contributed = contributedNames();
  const carriers = carriersOf(reading, form);
  const renames = readRenames(report, form.renames, carriers, contributed);
  checkFieldNames(reading, carriers, renames, contributed);
  checkInterfaceNames(reading, interfaces, carriers, renames, contributed);
  checkTypeNames(reading, form.typePrefix, contributed);

  const [first, ...others] = usable.map(({ table }) => table);
  if (problems.length > 0 || owner === null || first === undefined) throw new MappingError(problems);
  return {
    tables: [first, ...others],
    columns,
    interfaces,
    typePrefix: form.typePrefix,
    renames,
    owner: owner.document,
  };
}
