import { isDeepStrictEqual } from 'node:util';
import { pathText } from '../field-path.ts';
import { tablePaths } from '../keys.ts';
import type { TableType } from '../mapping.ts';

/** Whether two types say the names of their relations in the same fields, to be understood in the same way. */
export function nameAlike(one: TableType, other: TableType): boolean {
  return isDeepStrictEqual(namesOf(one), namesOf(other));
}

function namesOf(table: TableType) {
  const { relation, environments } = table;
  return {
    paths: tablePaths(table).map(pathText),
    pattern: relation.kind === 'pattern' ? relation.pattern.source : null,
    hasDatabase: relation.kind === 'paths' && relation.database !== null,
    environmentIds: environments?.environmentIds ?? null,
    by: environments === null ? null : pathText(environments.by),
  };
}
