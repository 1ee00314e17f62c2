import type { FieldPath } from '../mapping/field-path.ts';
import type { ColumnType, TableType } from '../mapping/mapping.ts';

/** The names of a table or column as a reference spells them: texts at hand are found by these, before the names are understood. */
export interface Spelling {
  database: string;
  schema: string;
  name: string;
  column: string;
}

export function emptySpelling(): Spelling {
  return { database: '', schema: '', name: '', column: '' };
}

type Fields = Readonly<Record<string, unknown>>;

/** Fills in the spelling; no object is made for a reference. False for a reference that has to be looked at closely. */
export type Spell = (reference: Fields, into: Spelling) => boolean;

export function toTableSpell({ relation, environments }: TableType): Spell {
  if (environments !== null) return spellChoice(environments.by, toNamesSpell(relation));
  return toNamesSpell(relation);
}

function toNamesSpell(relation: TableType['relation']): Spell {
  if (relation.kind === 'pattern') return spellText(getterOf(relation.from));
  const { database, schema, name } = relation;
  const isPlain = [database, schema, name].every((path) => path === null || path.length === 1);
  if (isPlain) return spellFields(database?.[0].name ?? null, schema[0].name, name[0].name);
  return spellPaths(database === null ? () => '' : getterOf(database), getterOf(schema), getterOf(name));
}

export function toColumnSpell({ name: namePath, table: tablePath, tableTypes }: ColumnType): Spell {
  const tableOf = getterOf(tablePath);
  const nameOf = getterOf(namePath);
  const [only, ...others] = tableTypes;
  const spellOnly = toTableSpell(only);
  const spells = new Map<unknown, Spell>(others.map((type) => [type.typeName, toTableSpell(type)]));
  return (reference, into) => {
    const table = tableOf(reference);
    const column = nameOf(reference);
    if (typeof column !== 'string' || !isFields(table)) return false;
    into.column = column;
    const spell = spells.size === 0 ? spellOnly : (spells.get(table.__typename) ?? spellOnly);
    return spell(table, into);
  };
}

/** No database, null and an empty one are spelled alike. */
function spellFields(databaseField: string | null, schemaField: string, nameField: string): Spell {
  return (reference, into) => {
    const database = databaseField === null ? '' : (reference[databaseField] ?? '');
    const schema = reference[schemaField];
    const name = reference[nameField];
    if (typeof database !== 'string' || typeof schema !== 'string' || typeof name !== 'string') return false;
    into.database = database;
    into.schema = schema;
    into.name = name;
    return true;
  };
}

function spellPaths(databaseOf: Getter, schemaOf: Getter, nameOf: Getter): Spell {
  return (reference, into) => {
    const database = databaseOf(reference);
    const schema = schemaOf(reference);
    const name = nameOf(reference);
    if (typeof database !== 'string' || typeof schema !== 'string' || typeof name !== 'string') return false;
    into.database = database;
    into.schema = schema;
    into.name = name;
    return true;
  };
}

/** A text that holds all names is kept by itself: taking it apart costs more than finding it. */
function spellText(textOf: Getter): Spell {
  return (reference, into) => {
    const text = textOf(reference);
    if (typeof text !== 'string') return false;
    into.database = '';
    into.schema = '';
    into.name = text;
    return true;
  };
}

function spellChoice(by: FieldPath, spell: Spell): Spell {
  const choiceOf = getterOf(by);
  return (reference, into) => {
    const choice = choiceOf(reference);
    if (typeof choice !== 'string' || !spell(reference, into)) return false;
    into.database = spellChosenDatabase(choice, into.database);
    return true;
  };
}

/** One name for a database and the value that chooses where it is looked for. */
export function spellChosenDatabase(choice: string, database: string): string {
  return `${choice}\n${database}`;
}

export type Getter = (reference: Fields) => unknown;

/** Null where a value on the way is null, undefined where one is missing or no object. */
export function getterOf(path: FieldPath): Getter {
  const [{ name }, ...rest] = path;
  if (rest.length === 0) return (reference) => reference[name];
  return (reference) => {
    let value = reference[name];
    for (const step of rest) {
      if (value === null) return null;
      if (!isFields(value)) return undefined;
      value = value[step.name];
    }
    return value;
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
