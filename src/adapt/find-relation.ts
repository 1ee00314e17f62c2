import type { FieldPath, PathStep } from '../mapping/field-path.ts';
import { fieldsByWord, isDeprecated } from './fields-by-word.ts';
import {
  databaseOfSchema,
  EXACT,
  findDatabase,
  findSchema,
  NESTED,
  nameOf,
  OTHER_NAMES,
  type PartFound,
} from './find-part.ts';
import { isClusterDatabase, isNamedByService, namesOfDbt, schemaOfTwoLevels } from './other-levels.ts';
import { isObject, isText, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { classOf, NAME_WORDS, plainWord, TEXT_WORDS, WRAPPER_WORDS } from './words.ts';

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
  /** What its fields are taken for against their names, for a person; null for nothing. */
  readonly remark: string | null;
}

export interface TextFound {
  readonly kind: 'text';
  readonly tier: number;
  readonly certain: boolean;
  readonly from: FieldPath;
}

const TEXT = 4;
/** A relation without its database may be another one of the same name. */
const NO_DATABASE = 0.5;
/** Behind the fields that replace them, wherever those stand. */
const DEPRECATED = 3;
/** Behind every other way: the fields say less, or may speak of something else. */
const DOUBTFUL = 6;

export function isDoubtful({ tier }: RelationFound): boolean {
  return tier >= DOUBTFUL;
}

/** All ways in which the fields of a type may name a relation, the likeliest first. */
export function findRelations(graph: OwnerGraph, type: OwnerType): RelationFound[] {
  const found: RelationFound[] = [];
  const paths = findPaths(graph, type, type);
  if (paths !== null) found.push(paths);
  // OpenLineage's namespace is a service, and its name holds the rest.
  if (paths !== null && paths.database === null && plainWord(paths.schema[0].name) === 'namespace')
    found.push({ kind: 'text', tier: DOUBTFUL, certain: false, from: paths.name });
  const own = texts(graph, type);
  for (const { path, index } of own)
    found.push({ kind: 'text', tier: TEXT + index / 100, certain: false, from: path });
  for (const { step, target, isNamed } of wrappers(graph, type)) {
    const inner = findPaths(graph, target, type, step);
    if (inner !== null && (isNamed || inner.database !== null))
      found.push(
        isNamed
          ? { ...inner, tier: Math.max(inner.tier, NESTED) }
          : { ...inner, tier: DOUBTFUL, certain: false },
      );
    if (!isNamed || own.length > 0) continue;
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

/** By the fields of a type, or of an object in it: then the name may stand beside that. */
function findPaths(
  graph: OwnerGraph,
  place: OwnerType,
  type: OwnerType,
  through?: PathStep,
): PathsFound | null {
  const schema = findSchema(graph, place);
  if (schema === null) return through === undefined ? twoLevels(graph, type) : null;
  const inner = findName(graph, place, schema);
  const name = inner ?? (through === undefined ? null : findName(graph, type, schema));
  if (name === null || isNamedByService(graph, place, schema.word)) return null;
  const database = findDatabase(graph, place, schema) ?? databaseOfSchema(graph, place, schema);
  const cluster = database === null ? null : isClusterDatabase(graph, place);
  const isOld = isOldField(place, schema) || isOldField(inner === null ? type : place, name);
  const tier =
    Math.max(schema.tier, name.tier, database?.tier ?? 0, isOld ? DEPRECATED : 0) +
    (database === null ? NO_DATABASE : 0);
  const certain =
    inner !== null &&
    schema.word.includes('schema') &&
    database !== null &&
    /^(?:table)?(?:database|db|catalog)/.test(database.word);
  const from = (path: FieldPath): FieldPath => (through === undefined ? path : [through, ...path]);
  const databasePath = cluster?.path ?? database?.path ?? null;
  return {
    kind: 'paths',
    tier,
    certain,
    database: databasePath === null ? null : from(databasePath),
    schema: from(schema.path),
    name: inner === null ? name.path : from(name.path),
    remark: cluster?.remark ?? null,
  };
}

function isOldField({ fields }: OwnerType, { path: [first] }: PartFound): boolean {
  const field = fields.get(first.name);
  return field !== undefined && isDeprecated(field);
}

/** Names of warehouses that know no schemas. */
function twoLevels(graph: OwnerGraph, type: OwnerType): PathsFound | null {
  const levels = classOf(type.name) === 'other' ? null : schemaOfTwoLevels(graph, type);
  const name = levels === null ? null : findName(graph, type, levels.schema);
  if (levels === null || name === null) return null;
  const { schema, database, remark } = levels;
  return {
    kind: 'paths',
    tier: DOUBTFUL + (database === null ? NO_DATABASE : 0),
    certain: false,
    database: database?.path ?? null,
    schema: schema.path,
    name: name.path,
    remark,
  };
}

function findName(graph: OwnerGraph, type: OwnerType, schema: PartFound): PartFound | null {
  const [, ...inSchema] = schema.path;
  // Where a schema is an object with a title, a table has a title, too.
  const alike = inSchema.map(({ name }) => plainWord(name));
  const words = [...namesOfDbt(type), ...NAME_WORDS, `${plainWord(type.name)}name`, ...alike];
  for (const { field, word } of fieldsByWord(type, words)) {
    // An id names a table only where an id names its dataset, too, as BigQuery has it.
    if (word === 'tableid' && schema.word !== 'datasetid') continue;
    if (field.name.value === schema.path[0].name) continue;
    const step = stepOf(graph, field);
    if (step === null) continue;
    if (isText(graph, field)) return { path: [step], tier: word === 'name' ? EXACT : OTHER_NAMES, word };
    const target = word === 'table' && isObject(graph, field) ? targetOf(graph, field) : undefined;
    // An entity is another table, or that of a column.
    const inner = target === undefined || target.keys.size > 0 ? null : nameOf(graph, target, word);
    if (inner !== null) return { path: [step, inner], tier: NESTED, word };
  }
  return null;
}

function texts(graph: OwnerGraph, type: OwnerType): { path: FieldPath; index: number }[] {
  const words: readonly string[] = isNamedByService(graph, type)
    ? ['physicalname', ...TEXT_WORDS]
    : TEXT_WORDS;
  return fieldsByWord(type, words).flatMap(({ field, index }) => {
    const step = isText(graph, field) ? stepOf(graph, field) : null;
    return step === null ? [] : [{ path: [step], index: isDeprecated(field) ? index + words.length : index }];
  });
}

interface Wrapper {
  readonly step: PathStep;
  readonly target: OwnerType;
  /** Whether its field's name says that it holds the names of the type that it stands on. */
  readonly isNamed: boolean;
}

function wrappers(graph: OwnerGraph, type: OwnerType): Wrapper[] {
  const named = fieldsByWord(type, WRAPPER_WORDS).map(({ field }) => ({ field, isNamed: true }));
  const others = [...type.fields.values()]
    .filter((field) => !named.some((known) => known.field === field))
    .map((field) => ({ field, isNamed: false }));
  return [...named, ...others].flatMap(({ field, isNamed }) => {
    const target = isObject(graph, field) ? targetOf(graph, field) : undefined;
    const step = stepOf(graph, field);
    if (step === null || target === undefined || target === type) return [];
    // An entity has names of its own.
    if (!isNamed && (target.keys.size > 0 || classOf(target.name) === 'table')) return [];
    return [{ step, target, isNamed }];
  });
}
