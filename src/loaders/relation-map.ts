import type { TableReferenceKey } from './contributed.ts';

/** Things by the names of a relation, as they are spelled: a map in a map in a map, so that no key has to be put together for a look-up. */
export interface RelationMap<Value> {
  readonly size: number;
  get(key: TableReferenceKey): Value | undefined;
  /** Those of one schema, by their names; undefined where there is none. */
  namesOf(this: void, database: string, schema: string): ReadonlyMap<string, Value> | undefined;
  set(key: TableReferenceKey, value: Value): void;
  /** Forgets the value, unless another one has taken its place. */
  delete(key: TableReferenceKey, value: Value): void;
}

type Names<Value> = Map<string, Value>;

export function createRelationMap<Value>(): RelationMap<Value> {
  const databases = new Map<string, Map<string, Names<Value>>>();
  let size = 0;

  const namesOf = (database: string, schema: string) => databases.get(database)?.get(schema);

  function makeNames({ database, schema }: TableReferenceKey): Names<Value> {
    const schemas = databases.get(database) ?? new Map<string, Names<Value>>();
    databases.set(database, schemas);
    const names = schemas.get(schema) ?? new Map<string, Value>();
    schemas.set(schema, names);
    return names;
  }

  return {
    get size() {
      return size;
    },
    get: ({ database, schema, name }) => namesOf(database, schema)?.get(name),
    namesOf,
    set(key, value) {
      const names = makeNames(key);
      if (!names.has(key.name)) size += 1;
      names.set(key.name, value);
    },
    delete({ database, schema, name }, value) {
      const schemas = databases.get(database);
      const names = schemas?.get(schema);
      if (schemas === undefined || names?.get(name) !== value) return;
      names.delete(name);
      size -= 1;
      if (names.size === 0) schemas.delete(schema);
      if (schemas.size === 0) databases.delete(database);
    },
  };
}
