import { toDatabase } from '../facts/relation.ts';
import type { TableReferenceKey } from '../loaders/contributed.ts';
import type { TableTarget } from '../loaders/table-target.ts';
import { type FieldPath, pathText } from '../mapping/field-path.ts';
import type { EnvironmentChoice, RelationPaths, RelationPattern, TableType } from '../mapping/mapping.ts';
import type { PathTypes } from '../mapping/path-types.ts';
import { createNameReaders, type NameReaders, needsText, toFields } from './names.ts';
import { ReferenceProblem } from './reference-problem.ts';
import { spellChosenDatabase } from './spelling.ts';

/** What a reference to a table says. */
export interface NamedTable {
  /** As it is spelled: texts at hand are found by this. */
  readonly key: TableReferenceKey;
  readonly target: TableTarget;
}

/** `label` begins the names of fields in what is said of a malformed reference. */
export type ReadTable = (reference: unknown, label: string) => NamedTable | ReferenceProblem;

type ReadFields = (fields: Readonly<Record<string, unknown>>, label: string) => NamedTable | ReferenceProblem;

export function toReadTable({ typeName, relation, environments }: TableType, typesOf: PathTypes): ReadTable {
  const readers = createNameReaders(typeName, typesOf);
  const names =
    relation.kind === 'pattern'
      ? readPattern(relation, typeName, readers)
      : readPaths(relation, { typeName, typesOf, readers });
  const read = environments === null ? names : readChoice(names, environments, { typeName, readers });
  return (reference, label) => {
    const fields = toFields(reference, label);
    return fields instanceof ReferenceProblem ? fields : read(fields, label);
  };
}

interface TypeReaders {
  readonly typeName: string;
  readonly readers: NameReaders;
}

function readPaths(
  { database, schema, name }: RelationPaths,
  { typeName, readers, typesOf }: TypeReaders & { readonly typesOf: PathTypes },
): ReadFields {
  // The owner may know no database: null, left out and empty all say so.
  const databaseOf =
    database === null
      ? () => null
      : readers(database, { isOptional: database.length === 1, mayBeEmpty: true });
  // A catalogue of a two-level warehouse may put the schema in the place of the database.
  const schemaOf = readers(schema, { mayBeEmpty: true });
  const nameOf = readers(name);
  const mayBeNull = typesOf(typeName, name).isNullable;
  return (fields, label) => {
    const databaseName = databaseOf(fields, label);
    const schemaName = schemaOf(fields, label);
    const ownName = nameOf(fields, label);
    if (databaseName instanceof ReferenceProblem) return databaseName;
    if (schemaName instanceof ReferenceProblem) return schemaName;
    if (ownName instanceof ReferenceProblem) return ownName;
    if (databaseName === null && database !== null && database.length > 1) return hasNull(typeName, database);
    if (schemaName === null && schema.length > 1) return hasNull(typeName, schema);
    if (ownName === null) {
      return mayBeNull ? hasNull(typeName, name) : needsText(`${label}.${pathText(name)}`);
    }
    return toNamedTable({ database: databaseName ?? '', schema: schemaName ?? '', name: ownName });
  };
}

function readPattern({ from, pattern }: RelationPattern, typeName: string, readers: NameReaders): ReadFields {
  // Whatever does not fit the pattern names no relation, an empty text among them.
  const textOf = readers(from, { mayBeEmpty: true, mayBeLong: true });
  return (fields, label) => {
    const text = textOf(fields, label);
    if (text instanceof ReferenceProblem) return text;
    if (text === null) return hasNull(typeName, from);
    const names = pattern.match(text);
    const key = { database: '', schema: '', name: text };
    if (names === null) {
      const place = `${typeName}.${pathText(from)}`;
      const reason = `\`${place}\` of this table does not fit the pattern by which the entity mapping reads names from it: ${pattern.source}. If dbt builds the table, change the pattern so that it fits.`;
      return { key, target: { kind: 'none', reason, relation: null } };
    }
    const { database = '', schema = '', name = '' } = names;
    return { key, target: toNamedTable({ database, schema, name }).target };
  };
}

function readChoice(
  read: ReadFields,
  { by, environmentIds }: EnvironmentChoice,
  { typeName, readers }: TypeReaders,
): ReadFields {
  const choiceOf = readers(by, { mayBeEmpty: true });
  const place = `${typeName}.${pathText(by)}`;
  return (fields, label) => {
    const table = read(fields, label);
    const choice = choiceOf(fields, label);
    if (table instanceof ReferenceProblem) return table;
    if (choice instanceof ReferenceProblem) return choice;
    if (choice === null) return hasNull(typeName, by);
    const key = { ...table.key, database: spellChosenDatabase(choice, table.key.database) };
    if (table.target.kind === 'none' || environmentIds === null) return { key, target: table.target };
    const chosen = environmentIds.get(choice);
    if (chosen === undefined) {
      const reason = `The entity mapping names no environments of dbt for tables whose \`${place}\` is "${choice}". Add the value to \`environments.values\` there.`;
      return { key, target: { kind: 'none', reason, relation: table.target.relation } };
    }
    return { key, target: { ...table.target, environmentIds: chosen } };
  };
}

function toNamedTable(key: TableReferenceKey): NamedTable {
  const { database, schema, name } = key;
  const relation = { database: toDatabase(database), schema, name };
  return { key, target: { kind: 'relation', relation, environmentIds: null } };
}

export function hasNull(typeName: string, path: FieldPath): NamedTable {
  const reason = `\`${typeName}.${pathText(path)}\` of this table is null, so it names no relation in the warehouse. Fill it in where the table is kept.`;
  // A key of its own, lest what is said of one field be said of another.
  return {
    key: { database: '', schema: '', name: reason },
    target: { kind: 'none', reason, relation: null },
  };
}
