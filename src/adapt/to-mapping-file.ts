import { Fault } from '../mapping/fault.ts';
import { type FieldPath, pathText } from '../mapping/field-path.ts';
import type { MappingFile } from '../mapping/mapping-file.ts';
import { parseFieldSet } from '../mapping/parse-path.ts';
import { type Borrowing, ownerExcerpt } from './excerpt.ts';
import type { OwnerGraph } from './owner-graph.ts';
import type { Plan } from './plan.ts';
import { pathsOf, type TablePlan } from './plan-tables.ts';

/** A plan as the file that its owner keeps. */
export function toMappingFile(
  graph: OwnerGraph,
  { tables, columns, interfaces, collisions }: Plan,
  environments: Readonly<Record<string, string[]>> | null,
): MappingFile {
  const borrowings: Borrowing[] = [
    ...tables.map((table) => ({
      type: table.type,
      paths: [...pathsOf(table), ...keyPaths(table.ownerKey)],
    })),
    ...columns.plans.map(({ type, paths, ownerKey }) => ({ type, paths: [...paths, ...keyPaths(ownerKey)] })),
  ];
  const interfaceNames = interfaces.map(({ name }) => name);
  return {
    tables: tables.map(({ type, environmentsBy, ownerKey, ...table }) => ({
      type: type.name,
      relation: relationOf(table),
      ...(environmentsBy === null
        ? {}
        : {
            environments: {
              by: pathText(environmentsBy),
              ...(environments === null ? {} : { values: environments }),
            },
          }),
      ...(ownerKey === null ? {} : { key: ownerKey }),
    })),
    ...(columns.plans.length === 0
      ? {}
      : {
          columns: columns.plans.map(({ type, name, table, ownerKey }) => ({
            type: type.name,
            name: pathText(name),
            table: pathText([table]),
            ...(ownerKey === null ? {} : { key: ownerKey }),
          })),
        }),
    ...(interfaces.length === 0 ? {} : { interfaces: interfaceNames }),
    ...(collisions.typePrefix === '' ? {} : { typePrefix: collisions.typePrefix }),
    ...(collisions.renames.size === 0 ? {} : { rename: Object.fromEntries(collisions.renames) }),
    owner: ownerExcerpt(graph, borrowings, interfaceNames),
  };
}

function relationOf({
  relation,
  pattern,
}: Pick<TablePlan, 'relation' | 'pattern'>): MappingFile['tables'][number]['relation'] {
  if (relation.kind === 'text')
    return {
      from: pathText(relation.from),
      pattern: pattern?.pattern ?? '',
      examples: (pattern?.examples ?? []).map((example) => ({ ...example })),
    };
  const { database, schema, name } = relation;
  return {
    ...(database === null ? {} : { database: pathText(database) }),
    schema: pathText(schema),
    name: pathText(name),
  };
}

function keyPaths(key: string | null): readonly FieldPath[] {
  const paths = key === null ? [] : parseFieldSet(key);
  return paths instanceof Fault ? [] : paths;
}
