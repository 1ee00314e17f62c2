import type { FieldDefinitionNode } from 'graphql';
import type { FieldPath, PathStep } from '../mapping/field-path.ts';
import { fieldsByWord, isDeprecated } from './fields-by-word.ts';
import { isList, isObject, isText, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { classOf, DATABASE_WORDS, plainWord, SCHEMA_WORDS } from './words.ts';

/** A field that holds a database or a schema: the lower its tier, the likelier. */
export interface PartFound {
  readonly path: FieldPath;
  readonly tier: number;
  readonly word: string;
}

export const EXACT = 0;
export const OTHER_NAMES = 1;
export const NESTED = 2;

const OBJECTS: ReadonlySet<OwnerType['kind']> = new Set(['object', 'interface', 'union']);
const COLUMN_LISTS: ReadonlySet<string> = new Set(['columns', 'fields', 'schemafields', 'attributes']);

/** Types of databases and schemas, as generators and catalogues call them: `PgSchema`, `DatabaseSchema`, `SchemaEntity`. */
const PLACE_TYPE =
  /^(?:pg|db|sql|data|database|warehouse|physical|source)*(database|catalog|schema)(?:entity|node|type|object|dto)?$/;

export function findDatabase(graph: OwnerGraph, type: OwnerType, taken?: PartFound): PartFound | null {
  const [first, ...others] = partsOf(graph, type, DATABASE_WORDS, taken);
  // Beside an object that is called a database, a plain text says what a relation's name begins with: the object may be a connection to it.
  const flat = others.find(({ tier, word }) => tier < NESTED && /database|db|catalog/.test(word));
  if (first?.tier === NESTED && flat !== undefined) return flat;
  return first ?? placeByType(graph, type, 'database', taken) ?? placeByType(graph, type, 'catalog', taken);
}

export function findSchema(graph: OwnerGraph, type: OwnerType): PartFound | null {
  const [first] = partsOf(graph, type, SCHEMA_WORDS);
  return first ?? placeByType(graph, type, 'schema');
}

/** The database that a schema says it belongs to, also where the table names that schema in a text, too. */
export function databaseOfSchema(graph: OwnerGraph, type: OwnerType, schema: PartFound): PartFound | null {
  const parts = [schema, ...partsOf(graph, type, SCHEMA_WORDS)];
  for (const {
    path: [first, ...rest],
  } of parts) {
    const field = type.fields.get(first.name);
    const target = rest.length === 0 || field === undefined ? undefined : targetOf(graph, field);
    const inner = target === undefined ? null : findDatabase(graph, target);
    if (inner !== null) return { path: [first, ...inner.path], tier: NESTED, word: inner.word };
  }
  return null;
}

/** Whether a field holds the columns of a table, which are called its schema, too. */
export function holdsColumns(graph: OwnerGraph, field: FieldDefinitionNode): boolean {
  const target = targetOf(graph, field);
  if (target === undefined || !OBJECTS.has(target.kind)) return false;
  return isList(field.type) || [...target.fields.values()].some((inner) => isColumnList(graph, inner));
}

function isColumnList(graph: OwnerGraph, field: FieldDefinitionNode): boolean {
  return (
    COLUMN_LISTS.has(plainWord(field.name.value)) && OBJECTS.has(targetOf(graph, field)?.kind ?? 'scalar')
  );
}

/** The name of an object that stands for a database or a schema. */
export function nameOf(graph: OwnerGraph, target: OwnerType, word: string): PathStep | null {
  const [name] = fieldsByWord(target, ['name', `${word}name`, 'identifier', word, 'title']).filter(
    ({ field }) => isText(graph, field),
  );
  return name === undefined ? null : stepOf(graph, name.field);
}

function partsOf(
  graph: OwnerGraph,
  type: OwnerType,
  words: readonly string[],
  taken?: PartFound,
): PartFound[] {
  const parts = fieldsByWord(type, words).flatMap(({ field, word, index }) => {
    const step = stepOf(graph, field);
    if (step === null || isTaken(field, taken)) return [];
    const tier = index === 0 ? EXACT : OTHER_NAMES;
    if (isText(graph, field)) return [{ path: [step], tier, word, old: isDeprecated(field) } as const];
    const path = pathThrough(graph, type, field, step, word);
    return path === null ? [] : [{ path, tier: NESTED, word, old: isDeprecated(field) }];
  });
  const current = parts.filter(({ old }) => !old);
  return current.length > 0 ? current : parts;
}

/** The name of the object in a field. */
function pathThrough(
  graph: OwnerGraph,
  type: OwnerType,
  field: FieldDefinitionNode,
  step: PathStep,
  word: string,
): FieldPath | null {
  const target = isObject(graph, field) ? targetOf(graph, field) : undefined;
  // A dataset that is itself a table is no schema.
  if (target === undefined || target === type || (word === 'dataset' && classOf(type.name) !== 'table'))
    return null;
  const inner = holdsColumns(graph, field) ? null : nameOf(graph, target, word);
  return inner === null ? null : [step, inner];
}

/** A field under any name that leads to a type of databases or schemas. */
function placeByType(
  graph: OwnerGraph,
  type: OwnerType,
  place: 'database' | 'catalog' | 'schema',
  taken?: PartFound,
): PartFound | null {
  for (const field of type.fields.values()) {
    const target = isObject(graph, field) ? targetOf(graph, field) : undefined;
    if (target === undefined || isTaken(field, taken)) continue;
    if (PLACE_TYPE.exec(plainWord(target.name))?.[1] !== place) continue;
    const step = stepOf(graph, field);
    const path = step === null ? null : pathThrough(graph, type, field, step, place);
    if (path !== null) return { path, tier: NESTED, word: place };
  }
  return null;
}

function isTaken(field: FieldDefinitionNode, taken: PartFound | undefined): boolean {
  return field.name.value === taken?.path[0].name;
}
