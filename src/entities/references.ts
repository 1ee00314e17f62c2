import type { GraphQLError } from 'graphql';
import { graphqlError } from '../errors.ts';
import type { Relation } from '../facts/node.ts';
import { toDatabase } from '../facts/relation.ts';
import type { TableReferenceKey } from '../loaders/contributed.ts';

/** Names in warehouses are far shorter; longer ones are a mistake, or an attempt to fill a cache. */
const MAX_NAME_LENGTH = 1024;

/** What is wrong with a reference, naming the field; never the value. */
export class ReferenceProblem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Reads the key of a `Table` reference as a gateway sends it. Throws nothing: thousands of references may be malformed. */
export function readTableReference(reference: unknown, path = 'Table'): TableReferenceKey | ReferenceProblem {
  const fields = toRecord(reference, path);
  if (fields instanceof ReferenceProblem) return fields;
  // The owner may know no database: null, left out and empty all say so.
  const database = toName(fields.database ?? '', `${path}.database`, true);
  // A catalogue of a two-level warehouse may put the schema in the place of the database.
  const schema = toName(fields.schema === null ? '' : fields.schema, `${path}.schema`, true);
  const name = toName(fields.name, `${path}.name`);
  if (database instanceof ReferenceProblem) return database;
  if (schema instanceof ReferenceProblem) return schema;
  if (name instanceof ReferenceProblem) return name;
  return { database, schema, name };
}

/** The same for `Column`, whose key holds its table's. */
export function readColumnReference(
  reference: unknown,
): { readonly table: TableReferenceKey; readonly name: string } | ReferenceProblem {
  const fields = toRecord(reference, 'Column');
  if (fields instanceof ReferenceProblem) return fields;
  const table = readTableReference(fields.table, 'Column.table');
  if (table instanceof ReferenceProblem) return table;
  const name = toName(fields.name, 'Column.name');
  return name instanceof ReferenceProblem ? name : { table, name };
}

export function toRelationOf({ database, schema, name }: TableReferenceKey): Relation {
  return { database: toDatabase(database), schema, name };
}

export function toReferenceError({ message }: ReferenceProblem): GraphQLError {
  return graphqlError('BAD_USER_INPUT', message);
}

function toRecord(value: unknown, path: string): Readonly<Record<string, unknown>> | ReferenceProblem {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return new ReferenceProblem(`The reference lacks \`${path}\`: an object with its key fields is expected.`);
}

function toName(value: unknown, path: string, mayBeEmpty = false): string | ReferenceProblem {
  if (typeof value !== 'string') return new ReferenceProblem(`The reference needs a text as \`${path}\`.`);
  if (value === '' && !mayBeEmpty) return new ReferenceProblem(`\`${path}\` of the reference is empty.`);
  if (value.length > MAX_NAME_LENGTH) {
    return new ReferenceProblem(`\`${path}\` of the reference is longer than ${MAX_NAME_LENGTH} characters.`);
  }
  return value;
}
