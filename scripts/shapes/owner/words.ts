/** What a field's name says in a catalogue, however it is spelled: `databaseName`, `table_catalog` and `db` all mean the database. */

/** `databaseName` and `database_name`: `database`, `name`. */
function wordsOf(fieldName: string): readonly string[] {
  return fieldName
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

export type Meaning = keyof typeof SPELLINGS;

const SPELLINGS = {
  id: ['id', 'guid', 'uuid'],
  database: ['database', 'db', 'catalog', 'project'],
  schema: ['schema', 'database schema', 'namespace'],
  table: ['table', 'dataset', 'relation', 'parent', 'object'],
  column: ['column', 'field', 'field path'],
  columns: ['columns', 'cols', 'fields', 'schema fields'],
  name: ['name', 'display name', 'physical name'],
  qualifiedName: ['qualified', 'fully qualified', 'full', 'fqn'],
  urn: ['urn'],
  path: ['path'],
  account: ['account'],
  kind: ['type', 'kind'],
  self: ['identity', 'identifier', 'node'],
} as const;

/** Null for a name that says nothing of relations. */
export function meaningOf(fieldName: string): Meaning | null {
  // A link that is called after its foreign key: `columnsByTableId`.
  const words = wordsOf(fieldName.replace(/By[A-Z]\w*$/, ''));
  const bare = words.length > 1 && words.at(-1) === 'name' ? words.slice(0, -1) : words;
  // `table_schema` is the schema of a table; `table` alone is the table.
  const ofTable = bare.length > 1 && bare[0] === 'table' ? bare.slice(1) : bare;
  for (const text of [words.join(' '), bare.join(' '), ofTable.join(' ')]) {
    for (const [meaning, spellings] of Object.entries(SPELLINGS)) {
      if ((spellings as readonly string[]).includes(text)) return meaning as Meaning;
    }
  }
  return null;
}

/** Whose id a field holds: of `table` for `tableId`, of the thing itself (null) for `id`. */
export function idOwner(fieldName: string): 'table' | 'schema' | 'database' | null | undefined {
  const words = wordsOf(fieldName);
  if (words.at(-1) !== 'id' && words.at(-1) !== 'guid' && words.at(-1) !== 'uuid') return undefined;
  if (words.length === 1) return null;
  const owner = meaningOf(words.slice(0, -1).join('_'));
  return owner === 'table' || owner === 'schema' || owner === 'database' ? owner : undefined;
}

/** What a field is about: where an id of the project stands beside those of the dataset and the table, as in BigQuery, they are names. */
export function spokenName(fieldName: string, siblings: readonly string[]): string {
  const names: Readonly<Record<string, string>> = {
    projectId: 'project',
    datasetId: 'schema',
    tableId: 'table',
  };
  return Object.keys(names).every((name) => siblings.includes(name))
    ? (names[fieldName] ?? fieldName)
    : fieldName;
}
