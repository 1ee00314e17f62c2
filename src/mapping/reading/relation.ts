import type { GraphQLObjectType } from 'graphql';
import type { RelationPaths, RelationPattern } from '../mapping.ts';
import type { RelationPathsEntry, RelationPatternEntry, TableEntry } from '../mapping-file.ts';
import { type CheckedPath, checkPath } from './paths.ts';
import { checkPattern } from './pattern.ts';
import type { Reading } from './report.ts';
import type { Place } from './yaml-source.ts';

export interface CheckedRelation {
  readonly relation: RelationPaths | RelationPattern;
  readonly paths: readonly CheckedPath[];
}

/** Null, and reported, for a relation that cannot be read from the type. */
export function checkRelation(
  reading: Reading,
  place: Place,
  type: GraphQLObjectType | null,
  entry: TableEntry['relation'],
): CheckedRelation | null {
  return 'from' in entry ? checkText(reading, place, type, entry) : checkPaths(reading, place, type, entry);
}

function checkText(
  reading: Reading,
  place: Place,
  type: GraphQLObjectType | null,
  entry: RelationPatternEntry,
): CheckedRelation | null {
  const from = checkPath(reading, [...place, 'from'], type, entry.from);
  const pattern = checkPattern(reading, place, entry);
  if (from === null || pattern === null) return null;
  return { relation: { kind: 'pattern', from: from.path, pattern }, paths: [from] };
}

function checkPaths(
  reading: Reading,
  place: Place,
  type: GraphQLObjectType | null,
  entry: RelationPathsEntry,
): CheckedRelation | null {
  const database =
    entry.database === undefined ? null : checkPath(reading, [...place, 'database'], type, entry.database);
  const schema = checkPath(reading, [...place, 'schema'], type, entry.schema);
  const name = checkPath(reading, [...place, 'name'], type, entry.name);
  if (schema === null || name === null || (entry.database !== undefined && database === null)) return null;
  return {
    relation: { kind: 'paths', database: database?.path ?? null, schema: schema.path, name: name.path },
    paths: database === null ? [schema, name] : [database, schema, name],
  };
}
