import type { TableReferenceKey } from './contributed.ts';

/** Things by the names of a relation, as they are spelled. */
export interface RelationMap<Value> {
  readonly size: number;
  get(key: TableReferenceKey): Value | undefined;
  set(key: TableReferenceKey, value: Value): void;
  /** Forgets the value, unless another one has taken its place. */
  delete(key: TableReferenceKey, value: Value): void;
}

type Names<Value> = Map<string, Value>;

/**
 * A map in a map in a map: no key has to be put together for a look-up. References come by schema, so the names of the schema that was
 * asked for last are found without one.
 */
export function createRelationMap<Value>(): RelationMap<Value> {
  const databases = new Map<string, Map<string, Names<Value>>>();
  let size = 0;
  let lastDatabase = '';
  let lastSchema = '';
  let lastNames: Names<Value> | undefined;

  function namesOf({ database, schema }: TableReferenceKey): Names<Value> | undefined {
    if (lastNames !== undefined && schema === lastSchema && database === lastDatabase) return lastNames;
    const names = databases.get(database)?.get(schema);
    lastDatabase = database;
    lastSchema = schema;
    lastNames = names;
    return names;
  }

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
    get: (key) => namesOf(key)?.get(key.name),
    set(key, value) {
      const names = namesOf(key) ?? makeNames(key);
      if (!names.has(key.name)) size += 1;
      names.set(key.name, value);
    },
    delete(key, value) {
      const names = namesOf(key);
      if (names?.get(key.name) !== value) return;
      names.delete(key.name);
      size -= 1;
      if (names.size > 0) return;
      lastNames = undefined;
      const schemas = databases.get(key.database);
      schemas?.delete(key.schema);
      if (schemas?.size === 0) databases.delete(key.database);
    },
  };
}
