import { otherNumbers, slipsBetween, toLetters } from '../likeness.ts';
import type { IndexedNode, Relation } from '../node.ts';
import type { RelationEntry } from '../relation-index.ts';
import type {
  DatabaseDifference,
  Differences,
  NameDifference,
  SchemaDifference,
  State,
} from './differences.ts';
import { claimedEntries, type Place } from './place.ts';

/** How a relation differs from the one that was read; `name` says how their names do, where that is known already. */
export function compareRelations(
  read: Relation,
  entry: RelationEntry,
  place: Place,
  state: State,
  name?: NameDifference,
): Differences {
  const { relation, exactName } = entry;
  const database = compareDatabases(read, entry, place);
  const schema = compareSchemas(read.schema, entry, place);
  const isAlike = schema === 'signs' || schema === 'slip';
  return {
    name: name ?? compareSegments(read.name, relation.name, exactName, place) ?? 'signs',
    // In another database one schema is as far off as any.
    schema: database === 'other' && isAlike ? 'other' : schema,
    database,
    state,
    isShard: false,
  };
}

/** The same for a shard pattern whose letters the name begins with; null where it would cover the name in no spelling. */
export function compareShards(
  read: Relation,
  entry: RelationEntry,
  place: Place,
  state: State,
): Differences | null {
  const prefix = entry.relation.name.slice(0, -1);
  const start = read.name.slice(0, prefix.length);
  const name = compareSegments(start, prefix, place.index.rule.caseSensitive, place);
  const rest = toLetters(read.name).slice(toLetters(prefix).length);
  // Spelled otherwise, only a date or another number behind the prefix tells a shard from some other word.
  if (name === null && !/^\p{N}+$/u.test(rest)) return null;
  return { ...compareRelations(read, entry, place, state, name ?? 'signs'), isShard: true };
}

/** The same for a node that has no relation, as far as dbt says where it belongs. */
export function compareUnplaced(read: Relation, node: IndexedNode): Differences {
  const isOther = (left: string | null, right: string | null) => left?.toLowerCase() !== right?.toLowerCase();
  const isAsked = read.database !== null && node.database !== null;
  return {
    name: node.name.toLowerCase() === read.name.toLowerCase() ? 'project-name' : 'project-signs',
    schema: isOther(node.schema, read.schema) ? 'other' : 'none',
    database: isAsked && isOther(node.database, read.database) ? 'other' : 'none',
    state: 'built',
    isShard: false,
  };
}

function compareSchemas(
  read: string,
  { relation, exactSchema }: RelationEntry,
  place: Place,
): SchemaDifference {
  if (read === '') return 'missing';
  const difference = compareSegments(read, relation.schema, exactSchema, place);
  if (difference !== null) return difference;
  return compareLetters(read, relation.schema);
}

function compareLetters(read: string, own: string): 'signs' | 'slip' | 'other' {
  // Nearly all that are not alike begin otherwise, and names have many namesakes in other schemas.
  if (read[0]?.toLowerCase() !== own[0]?.toLowerCase()) return 'other';
  const letters = toLetters(read);
  const others = toLetters(own);
  if (letters === others) return 'signs';
  return otherNumbers(letters).includes(others) || slipsBetween(letters, others) !== null ? 'slip' : 'other';
}

/** Not compared where either side names none. */
function compareDatabases(read: Relation, entry: RelationEntry, place: Place): DatabaseDifference {
  const own = entry.relation.database;
  if (read.database === null || own === null) return 'none';
  const difference = compareSegments(read.database, own, entry.exactDatabase, place);
  if (difference !== null) return difference;
  if (isSameDatabase(read.database, own, entry, place)) return 'none';
  return toLetters(read.database) === toLetters(own) ? 'signs' : 'other';
}

/** Some warehouses know a database by two names: their own rule is asked, once for each two databases. */
function isSameDatabase(read: string, own: string, entry: RelationEntry, place: Place): boolean {
  const key = `${read}\u0000${own}`;
  const known = place.sameDatabases.get(key);
  if (known !== undefined) return known;
  const fitting = claimedEntries({ ...entry.relation, database: read }, place);
  const isSame = fitting.some(({ node }) => node.uniqueId === entry.node.uniqueId);
  place.sameDatabases.set(key, isSame);
  return isSame;
}

function compareSegments(read: string, own: string, isExact: boolean, place: Place): 'none' | 'case' | null {
  if (read === own) return 'none';
  if (read.toLowerCase() !== own.toLowerCase()) return null;
  const { fold } = place.index.rule;
  return isExact || fold(read) !== fold(own) ? 'case' : 'none';
}
