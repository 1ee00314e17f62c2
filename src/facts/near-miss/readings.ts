import type { Relation } from '../node.ts';
import { toDatabase } from '../relation.ts';
import { stripQuotes } from '../relation-name.ts';
import { type Field, readPaths } from './paths.ts';

/** One way to read the names that were asked, and everything that was done to them, so that it can be said. */
export interface Reading {
  readonly relation: Relation;
  /** Blanks around names were taken off. */
  readonly blanks: boolean;
  /** Quotes, brackets or backticks around plain names were taken off. */
  readonly quotes: boolean;
  /** Fields that hold more than their own name. */
  readonly paths: readonly Field[];
  /** Quotes, brackets or backticks of such a path were taken off. */
  readonly pathQuotes: boolean;
  /** Database and schema are those that were given, whatever a path in the name says. */
  readonly keepsPlace: boolean;
  /** BigQuery's decorator that was taken off the name: `$20240101`. */
  readonly partition: string | null;
  /** Grows with what was done, and with how freely. */
  readonly cost: number;
}

/** Names of any warehouse are shorter, paths of them too. */
const MAX_LENGTH = 2_000;

/** All readings of a relation, the given names first, then the ones with more and more done to them; each relation once. */
export function readingsOf(asked: Relation): readonly Reading[] {
  const given = toReading(asked, {});
  if (totalLength(asked) > MAX_LENGTH) return [given];
  const trimmed = mapNames(asked, (name) => name.trim());
  const blanks = !isSame(asked, trimmed);
  const bare = mapNames(trimmed, stripQuotes);
  const quotes = !isSame(trimmed, bare);
  const plain = [given, toReading(trimmed, { blanks }), toReading(bare, { blanks, quotes })];
  const paths = readPaths(trimmed, bare).map(({ relation, fields, quoted, isAside }) => {
    const isQuoted = (field: Field) => trimmed[field] !== bare[field] && !fields.includes(field);
    const reading = toReading(relation, {
      blanks,
      quotes: FIELDS.some(isQuoted),
      paths: fields,
      pathQuotes: quoted,
      keepsPlace: relation.schema === bare.schema && relation.database === bare.database,
    });
    return isAside ? { ...reading, cost: reading.cost + 2 } : reading;
  });
  const whole = [...plain, ...paths];
  return unique([...whole, ...whole.flatMap(withoutPartition)]);
}

const FIELDS: readonly Field[] = ['database', 'schema', 'name'];

function toReading(relation: Relation, done: Partial<Reading>): Reading {
  const { blanks = false, quotes = false, paths = [], pathQuotes = false, keepsPlace = true } = done;
  const cost = Number(blanks) + Number(quotes || pathQuotes) + paths.length;
  return { relation, blanks, quotes, paths, pathQuotes, keepsPlace, partition: null, cost };
}

/** `orders$20240101` is one partition of `orders`. */
function withoutPartition(reading: Reading): readonly Reading[] {
  const { relation, cost } = reading;
  const partition = /\$(?:\d+|__NULL__|__UNPARTITIONED__)$/.exec(relation.name)?.[0];
  if (partition === undefined || partition === relation.name) return [];
  const name = relation.name.slice(0, -partition.length);
  return [{ ...reading, relation: { ...relation, name }, partition, cost: cost + 1 }];
}

/** Whether nothing is left to take off: what is merely alike is looked for among such readings alone. */
export function isBare({ relation }: Reading): boolean {
  const bare = mapNames(relation, (name) => stripQuotes(name.trim()));
  return relation.name !== '' && isSame(relation, bare);
}

function unique(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(
    (reading, at) => readings.findIndex((other) => isSame(other.relation, reading.relation)) === at,
  );
}

function mapNames({ database, schema, name }: Relation, change: (name: string) => string): Relation {
  return {
    database: database === null ? null : toDatabase(change(database)),
    schema: change(schema),
    name: change(name),
  };
}

function isSame(left: Relation, right: Relation): boolean {
  return left.database === right.database && left.schema === right.schema && left.name === right.name;
}

function totalLength({ database, schema, name }: Relation): number {
  return (database?.length ?? 0) + schema.length + name.length;
}
