import type { GraphQLError } from 'graphql';
import { graphqlError } from '../errors.ts';
import type { Relation } from '../facts/node.ts';
import { toDatabase } from '../facts/relation.ts';
import type { TableReferenceKey } from '../loaders/contributed.ts';

/** Names in warehouses are far shorter; longer ones are a mistake, or an attempt to fill a cache. */
const MAX_NAME_LENGTH = 1024;

/** Reads the key of a `Table` reference as a gateway sends it. Throws BAD_USER_INPUT naming the field; never the value. */
export function parseTableReference(reference: unknown, path = 'Table'): TableReferenceKey {
  const fields = toRecord(reference, path);
  return {
    // The owner may know no database: null, left out and empty all say so.
    database:
      fields.database === null || fields.database === undefined
        ? ''
        : toName(fields.database, `${path}.database`, true),
    // A catalogue of a two-level warehouse may put the schema in the place of the database.
    schema: fields.schema === null ? '' : toName(fields.schema, `${path}.schema`, true),
    name: toName(fields.name, `${path}.name`),
  };
}

/** The same for `Column`, whose key holds its table's. */
export function parseColumnReference(reference: unknown): { table: TableReferenceKey; name: string } {
  const fields = toRecord(reference, 'Column');
  return {
    table: parseTableReference(fields.table, 'Column.table'),
    name: toName(fields.name, 'Column.name'),
  };
}

export function toRelationOf({ database, schema, name }: TableReferenceKey): Relation {
  return { database: toDatabase(database), schema, name };
}

function toRecord(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw badReference(`The reference lacks \`${path}\`: an object with its key fields is expected.`);
}

function toName(value: unknown, path: string, mayBeEmpty = false): string {
  if (typeof value !== 'string') throw badReference(`The reference needs a text as \`${path}\`.`);
  if (value === '' && !mayBeEmpty) throw badReference(`\`${path}\` of the reference is empty.`);
  if (value.length > MAX_NAME_LENGTH) {
    throw badReference(`\`${path}\` of the reference is longer than ${MAX_NAME_LENGTH} characters.`);
  }
  return value;
}

function badReference(message: string): GraphQLError {
  return graphqlError('BAD_USER_INPUT', message);
}
