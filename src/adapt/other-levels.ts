import type { FieldPath } from '../mapping/field-path.ts';
import { fieldsByWord } from './fields-by-word.ts';
import { findDatabase, holdsColumns, type PartFound } from './find-part.ts';
import { isText, stepOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { SCHEMA_WORDS } from './words.ts';

/** Catalogues whose fields do not mean what dbt means by their names. */

export interface TwoLevels {
  readonly schema: PartFound;
  readonly database: PartFound | null;
  readonly remark: string;
}

/** What holds the schema where no field names one: Glue, Hive, MySQL and ClickHouse know databases only, and dbt calls those schemas. */
export function schemaOfTwoLevels(graph: OwnerGraph, type: OwnerType): TwoLevels | null {
  // A field that is called a schema and cannot be read is one that is missing.
  if (fieldsByWord(type, SCHEMA_WORDS).some(({ field }) => !holdsColumns(graph, field))) return null;
  const schema = findDatabase(graph, type);
  if (schema === null || !/database|db/.test(schema.word)) return null;
  const database = textOf(graph, type, ['catalog', 'catalogname', 'catname']);
  const field = schema.path[0].name;
  return {
    schema,
    database: database === null ? null : { path: database, tier: schema.tier, word: 'catalog' },
    remark: `No field holds a schema, so \`${field}\` is taken for it: what Glue, Hive, MySQL and ClickHouse call a database, dbt calls a schema.`,
  };
}

/** Amundsen's `database` is the kind of warehouse; its database is the `cluster`. */
export function isClusterDatabase(
  graph: OwnerGraph,
  type: OwnerType,
): { readonly path: FieldPath; readonly remark: string } | null {
  const path = textOf(graph, type, ['cluster']);
  if (path === null || textOf(graph, type, ['key', 'tablekey']) === null) return null;
  if (textOf(graph, type, ['database']) === null) return null;
  return {
    path,
    remark:
      '`cluster` is taken for the database, as Amundsen has it: its `database` says the kind of warehouse.',
  };
}

/** Marquez' namespaces are addresses of services: the names of a relation stand in its physical name. */
export function isNamedByService(graph: OwnerGraph, type: OwnerType, schemaWord = 'namespace'): boolean {
  return (
    schemaWord === 'namespace' &&
    textOf(graph, type, ['namespace']) !== null &&
    textOf(graph, type, ['physicalname']) !== null &&
    findDatabase(graph, type) === null
  );
}

/** What dbt's own nodes, which have a `uniqueId`, are called in the warehouse: their `name` is for the project. */
export function namesOfDbt({ fields }: OwnerType): readonly string[] {
  return fields.has('uniqueId') || fields.has('unique_id') ? ['alias', 'identifier'] : [];
}

function textOf(graph: OwnerGraph, type: OwnerType, words: readonly string[]): FieldPath | null {
  const [found] = fieldsByWord(type, words).filter(({ field }) => isText(graph, field));
  const step = found === undefined ? null : stepOf(graph, found.field);
  return step === null ? null : [step];
}
