import type { Relation } from '../node.ts';
import { listUpToThree } from '../table-reasons.ts';
import type { Reading } from './readings.ts';

/** The beginning of a sentence that says how the names were read, and what to change for that. */
export interface Opening {
  /** Empty where the names were read as they were given. */
  readonly text: string;
  readonly advice: readonly string[];
}

/**
 * `read` are the names as they were looked up. Before a relation that fits the text ends in "it is", before any other finding it leads to
 * a sentence of its own.
 */
export function openReading(
  reading: Reading,
  read: Relation,
  { isFit, isTwoLevel }: { readonly isFit: boolean; readonly isTwoLevel: boolean },
): Opening {
  const { paths, partition } = reading;
  const manner = describeManner(reading, read);
  const facts = [
    ...(read.schema === '' ? ['the catalogue gave no schema for the table'] : []),
    ...(paths.length > 0 ? [describePaths(reading)] : []),
  ];
  const stated = facts.map((fact) => `${fact}; `).join('');
  const needsComma = !isFit || partition !== null || manner === READ_SO;
  const led = manner === '' ? '' : `${manner}${needsComma ? ', ' : ' '}`;
  return {
    text: `${stated}${led}${isFit ? 'it is ' : ''}`,
    advice: adviseReading(reading, read, isFit, isTwoLevel),
  };
}

const READ_SO = 'read so';

/** "the name holds a whole path in quotes", "the schema and the name hold paths". */
function describePaths({ paths, pathQuotes }: Reading): string {
  const quotes = pathQuotes ? ' in quotes' : '';
  if (paths.length > 1) return `${listUpToThree(paths.map((field) => `the ${field}`))} hold paths${quotes}`;
  return `the ${paths[0]} holds a ${paths[0] === 'name' ? 'whole path' : 'path'}${quotes}`;
}

/** "read so and without the blanks around its names". */
function describeManner(reading: Reading, read: Relation): string {
  const { blanks, quotes, partition, paths, keepsPlace } = reading;
  const without = [
    ...(blanks ? ['the blanks around its names'] : []),
    ...(quotes ? [`the quotes in ${blanks ? 'them' : 'its names'}`] : []),
    ...(partition === null ? [] : [`\`${partition}\`, which names a partition`]),
  ];
  const manners = [
    ...(paths.length === 0 ? [] : [keepsPlace ? `with \`${read.name}\` alone` : READ_SO]),
    ...(without.length === 0 ? [] : [`without ${listUpToThree(without)}`]),
  ];
  return manners.join(' and ');
}

function adviseReading(
  { blanks, quotes, partition, paths, pathQuotes }: Reading,
  read: Relation,
  isFit: boolean,
  isTwoLevel: boolean,
): readonly string[] {
  const names = isTwoLevel ? 'schema and name' : 'database, schema and name';
  const signs = listUpToThree([...(quotes || pathQuotes ? ['quotes'] : []), ...(blanks ? ['blanks'] : [])]);
  const advice: string[] = [];
  if (paths.length > 0) advice.push(`give ${names} apart${signs === '' ? '' : `, without ${signs}`}`);
  else if (quotes) advice.push(`give ${names} as they are stored, without ${signs}`);
  else if (blanks)
    advice.push(`remove ${isFit && partition === null ? 'them' : 'the blanks'} in the catalogue`);
  if (partition !== null) advice.push('name the whole table in the catalogue');
  if (read.schema === '' && paths.length === 0) advice.push('give the table its schema in the catalogue');
  return advice;
}
