import type { FieldDefinitionNode } from 'graphql';
import type { FieldPath, PathStep } from '../mapping/field-path.ts';
import { isObject, isText, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import {
  classOf,
  DATABASE_WORDS,
  NAME_WORDS,
  plainWord,
  SCHEMA_WORDS,
  TEXT_WORDS,
  WRAPPER_WORDS,
} from './words.ts';

/** A way in which a type may name relations. */
export type RelationFound = PathsFound | TextFound;

export interface PathsFound {
  readonly kind: 'paths';
  /** The lower, the likelier: fields of the usual names, then other names, then nested ones; texts are last. */
  readonly tier: number;
  /** Whether the names of the fields leave no doubt, whatever the type is called. */
  readonly certain: boolean;
  readonly database: FieldPath | null;
  readonly schema: FieldPath;
  readonly name: FieldPath;
}

export interface TextFound {
  readonly kind: 'text';
  readonly tier: number;
  readonly certain: boolean;
  readonly from: FieldPath;
}

const EXACT = 0;
const OTHER_NAMES = 1;
const NESTED = 2;
const TEXT = 4;
/** A relation without its database may be another one of the same name. */
const NO_DATABASE = 0.5;

interface PartFound {
  readonly path: FieldPath;
  readonly tier: number;
  readonly word: string;
}

/** All ways in which the fields of a type may name a relation, the likeliest first. */
export function findRelations(graph: OwnerGraph, type: OwnerType): RelationFound[] {
  const found: RelationFound[] = [];
  const paths = findPaths(graph, type);
  if (paths !== null) found.push(paths);
  for (const { path, index } of texts(graph, type))
    found.push({ kind: 'text', tier: TEXT + index / 100, certain: false, from: path });
  for (const { step, target } of wrappers(graph, type)) {
    const inner = findPaths(graph, target);
    if (inner !== null) found.push(nested(step, inner));
    for (const { path, index } of texts(graph, target))
      found.push({
        kind: 'text',
        tier: TEXT + NO_DATABASE + index / 100,
        certain: false,
        from: [step, ...path],
      });
  }
  return found.sort((a, b) => a.tier - b.tier);
}

function findPaths(graph: OwnerGraph, type: OwnerType): PathsFound | null {
  const schema = findPart(graph, type, SCHEMA_WORDS);
  if (schema === null) return null;
  const name = findName(graph, type, schema);
  if (name === null) return null;
  const database = findPart(graph, type, DATABASE_WORDS, schema) ?? databaseOfSchema(graph, type, schema);
  const tier = Math.max(schema.tier, name.tier, database?.tier ?? 0) + (database === null ? NO_DATABASE : 0);
  const certain =
    schema.word.includes('schema') &&
    database !== null &&
    /^(?:table)?(?:database|db|catalog)/.test(database.word);
  return {
    kind: 'paths',
    tier,
    certain,
    database: database?.path ?? null,
    schema: schema.path,
    name: name.path,
  };
}

function findPart(
  graph: OwnerGraph,
  type: OwnerType,
  words: readonly string[],
  taken?: PartFound,
): PartFound | null {
  for (const [index, word] of words.entries()) {
    const field = fieldOf(type, word);
    if (field === undefined || field.name.value === taken?.path[0].name) continue;
    const step = stepOf(graph, field);
    if (step === null) continue;
    if (isText(graph, field)) return { path: [step], tier: index === 0 ? EXACT : OTHER_NAMES, word };
    const target = isObject(graph, field) ? targetOf(graph, field) : undefined;
    // A dataset that is itself a table is no schema.
    if (target === undefined || target === type || (word === 'dataset' && classOf(type.name) !== 'table'))
      continue;
    const inner = nameOf(graph, target, word);
    if (inner !== null) return { path: [step, inner], tier: NESTED, word };
  }
  return null;
}

/** The name of an object that stands for a database or a schema. */
function nameOf(graph: OwnerGraph, target: OwnerType, word: string): PathStep | null {
  for (const candidate of ['name', `${word}name`, 'identifier', word]) {
    const field = fieldOf(target, candidate);
    if (field !== undefined && isText(graph, field)) return stepOf(graph, field);
  }
  return null;
}

function databaseOfSchema(graph: OwnerGraph, type: OwnerType, schema: PartFound): PartFound | null {
  const [first, ...rest] = schema.path;
  const field = type.fields.get(first.name);
  if (rest.length === 0 || field === undefined) return null;
  const target = targetOf(graph, field);
  const inner = target === undefined ? null : findPart(graph, target, DATABASE_WORDS);
  return inner === null ? null : { path: [first, ...inner.path], tier: NESTED, word: inner.word };
}

function findName(graph: OwnerGraph, type: OwnerType, schema: PartFound): PartFound | null {
  const own = `${plainWord(type.name)}name`;
  for (const [index, word] of [...NAME_WORDS, own].entries()) {
    // An id names a table only where an id names its dataset, too, as BigQuery has it.
    if (word === 'tableid' && schema.word !== 'datasetid') continue;
    const field = fieldOf(type, word);
    if (field === undefined || !isText(graph, field) || field.name.value === schema.path[0].name) continue;
    const step = stepOf(graph, field);
    if (step !== null) return { path: [step], tier: index === 0 ? EXACT : OTHER_NAMES, word };
  }
  return null;
}

function texts(graph: OwnerGraph, type: OwnerType): { path: FieldPath; index: number }[] {
  return TEXT_WORDS.flatMap((word, index) => {
    const field = fieldOf(type, word);
    const step = field !== undefined && isText(graph, field) ? stepOf(graph, field) : null;
    return step === null ? [] : [{ path: [step], index }];
  });
}

function wrappers(graph: OwnerGraph, type: OwnerType): { step: PathStep; target: OwnerType }[] {
  return WRAPPER_WORDS.flatMap((word) => {
    const field = fieldOf(type, word);
    if (field === undefined || !isObject(graph, field)) return [];
    const step = stepOf(graph, field);
    const target = targetOf(graph, field);
    return step === null || target === undefined || target === type ? [] : [{ step, target }];
  });
}

function nested(step: PathStep, inner: PathsFound): PathsFound {
  return {
    ...inner,
    tier: NESTED + (inner.database === null ? NO_DATABASE : 0),
    database: inner.database === null ? null : [step, ...inner.database],
    schema: [step, ...inner.schema],
    name: [step, ...inner.name],
  };
}

function fieldOf(type: OwnerType, word: string): FieldDefinitionNode | undefined {
  for (const [name, field] of type.fields) if (plainWord(name) === word) return field;
  return undefined;
}
