import type { Relation } from '../node.ts';
import { splitTypedPath } from '../relation-name.ts';

export type Field = 'database' | 'schema' | 'name';

/** A relation read from names of which some hold a path. */
export interface PathReading {
  readonly relation: Relation;
  /** The fields that hold a path. */
  readonly fields: readonly Field[];
  readonly quoted: boolean;
  /** The path's own schema and database were set aside for those given beside it. */
  readonly isAside: boolean;
}

/** One way to split the text of a field; a lone part is no path. */
interface Split {
  readonly parts: readonly string[];
  readonly quoted: boolean;
}

/**
 * The relations that paths in the fields name: `db.sch.orders` in the name, `db.sch` in the schema, BigQuery's `project:dataset`. What a
 * path says goes before the field beside it; a field beside it fills what the path leaves open. `trimmed` are the names with their quotes,
 * `bare` the names without.
 */
export function readPaths(trimmed: Relation, bare: Relation): readonly PathReading[] {
  const inName = splitsOf(trimmed.name, 1).filter(isPath);
  const inSchema = splitsOf(trimmed.schema, 0).filter(isPath);
  const inDatabase = splitsOf(trimmed.database ?? '', 0).filter(isPath);
  return [
    ...inName.flatMap((name) => readName(name, inSchema, bare)),
    ...inSchema.flatMap((schema) => readSchema(schema, bare)),
    ...inDatabase.flatMap((database) => readDatabase(database, bare)),
  ];
}

function readName(path: Split, inSchema: readonly Split[], bare: Relation): readonly PathReading[] {
  const name = path.parts.at(-1) ?? '';
  const schema = path.parts.at(-2) || bare.schema;
  const databases = databasesOf(path.parts.slice(0, -2));
  const toReading = (relation: Relation, isAside = false): PathReading => ({
    relation,
    fields: ['name'],
    quoted: path.quoted,
    isAside,
  });
  const aside = toReading({ ...bare, name }, true);
  if (databases.length > 0) {
    return [...databases.map((database) => toReading({ database, schema, name })), aside];
  }
  // `sch.orders` beside a schema `db.sch`, which then has the database; or beside a schema that is the database.
  const fromSchema = inSchema.flatMap((split) => databasesOf(split.parts.slice(0, -1)));
  return [
    ...fromSchema.map((database): PathReading => {
      return { ...toReading({ database, schema, name }), fields: ['schema', 'name'] };
    }),
    toReading({ database: bare.database, schema, name }, fromSchema.length > 0),
    toReading({ database: bare.schema === '' ? bare.database : bare.schema, schema, name }),
    aside,
  ];
}

function readSchema(path: Split, bare: Relation): readonly PathReading[] {
  const readings = [toReading(path.parts, bare.name)];
  // The schema may hold the name too, given once more beside it or not.
  const last = path.parts.at(-1) ?? '';
  if (bare.name === '' || last.toLowerCase() === bare.name.toLowerCase()) {
    readings.push(toReading(path.parts.slice(0, -1), bare.name || last));
  }
  return readings.flat();

  function toReading(parts: readonly string[], name: string): readonly PathReading[] {
    const schema = parts.at(-1) ?? '';
    const heads = databasesOf(parts.slice(0, -1));
    const databases = heads.length === 0 ? [bare.database] : heads;
    return databases.map((database) => ({
      relation: { database, schema, name },
      fields: ['schema'],
      quoted: path.quoted,
      isAside: false,
    }));
  }
}

function readDatabase(path: Split, bare: Relation): readonly PathReading[] {
  const isWithoutSchema = bare.schema === '';
  const schema = isWithoutSchema ? (path.parts.at(-1) ?? '') : bare.schema;
  // Beside a schema the path may hold that schema too, or a server in front of the database.
  const databases = isWithoutSchema
    ? databasesOf(path.parts.slice(0, -1))
    : [...databasesOf(path.parts.slice(0, -1)), path.parts.at(-1) ?? ''];
  return databases.map((database) => ({
    relation: { database, schema, name: bare.name },
    fields: ['database'],
    quoted: path.quoted,
    isAside: false,
  }));
}

/** What stands before the schema: a project with dots in it (`example.com:shop`), else a server and then the database. */
function databasesOf(heads: readonly string[]): readonly string[] {
  const joined = heads.join('.');
  const last = heads.at(-1) ?? '';
  return [...new Set([joined, last])].filter((database) => database !== '');
}

/**
 * The ways to split a text: on dots outside quotes, and on all dots where quotes stand around a whole path. The schema is the part `fromRight`
 * places before the last, and may hold BigQuery's `project:dataset`.
 */
function splitsOf(text: string, fromRight: number): readonly Split[] {
  const segments = splitTypedPath(text);
  const quoted = segments.some((segment) => segment.quoted);
  const outside = segments.map((segment) => segment.text);
  const everywhere = outside.flatMap((part) => part.split('.'));
  return (outside.length === everywhere.length ? [outside] : [outside, everywhere]).map((parts) => ({
    parts: splitDataset(parts, fromRight),
    quoted,
  }));
}

function splitDataset(parts: readonly string[], fromRight: number): readonly string[] {
  const at = parts.length - 1 - fromRight;
  const part = parts[at] ?? '';
  const colon = part.lastIndexOf(':');
  if (colon === -1) return parts;
  return [...parts.slice(0, at), part.slice(0, colon), part.slice(colon + 1), ...parts.slice(at + 1)];
}

function isPath({ parts }: Split): boolean {
  return parts.length > 1;
}
