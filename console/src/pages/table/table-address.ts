import type { RelationName } from '../../text/relation.ts';

/** The address of a table's own page, below `/console`. */
export function tableAddress({ database, schema, name }: RelationName): string {
  const parameters = new URLSearchParams({ ...(database === null ? {} : { database }), schema, name });
  return `/table?${parameters}`;
}

/** Null where the address names no table. */
export function readTableAddress(search: URLSearchParams): RelationName | null {
  const name = search.get('name') ?? '';
  if (name === '') return null;
  const database = search.get('database') ?? '';
  return { database: database === '' ? null : database, schema: search.get('schema') ?? '', name };
}
