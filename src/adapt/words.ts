/** A field's name without case and underscores: `database_name` and `databaseName` are one word. */
export function plainWord(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** The words in a type's name: `WarehouseTable` is of `warehouse` and `table`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}

/** Words at the end of a type's name that say nothing of what it is: `TableEntity` is a table. */
const EMPTY_ENDINGS = new Set([
  'entity',
  'node',
  'type',
  'asset',
  'object',
  'dto',
  'gql',
  'resource',
  'record',
  'info',
  'detail',
  'details',
  'output',
  'item',
  'model',
]);

/** `WarehouseAsset` is what a warehouse holds, and no warehouse. */
const CONTENT = new Set(['asset', 'object', 'item', 'resource']);
const PLACES = new Set(['warehouse', 'database', 'catalog', 'schema']);

/** The word that says what a type is: the last one, as English has it, without a version. */
export function headWord(typeName: string): string {
  const words = wordsOf(typeName).filter((word, at) => at === 0 || !/^v?\d+$/.test(word));
  let last = words.pop() ?? '';
  while (EMPTY_ENDINGS.has(last)) {
    const next = words.pop();
    if (next === undefined || (CONTENT.has(last) && PLACES.has(next))) break;
    last = next;
  }
  return singular(last);
}

/** Types made from tables of a database are often called as those are, in the plural. */
function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:s|x)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

const TABLE_WORDS = new Set(['table', 'dataset', 'relation', 'view', 'datatable', 'dbtable']);

/** What types with names of a relation's parts are, when they are no table. */
const OTHER_THINGS: Readonly<Record<string, string>> = {
  schema: 'a schema',
  database: 'a database',
  catalog: 'a catalog',
  warehouse: 'a warehouse',
  project: 'a project',
  namespace: 'a namespace',
  procedure: 'a procedure',
  function: 'a function',
  routine: 'a routine',
  udf: 'a function',
  sequence: 'a sequence',
  stage: 'a stage',
  volume: 'a volume of files',
  task: 'a task',
  pipe: 'a pipe',
  pipeline: 'a pipeline',
  flow: 'a data flow',
  job: 'a job',
  run: 'a run',
  dashboard: 'a dashboard',
  chart: 'a chart',
  report: 'a report',
  notebook: 'a notebook',
  query: 'a query',
  metric: 'a metric',
  topic: 'a topic of messages',
  queue: 'a queue',
  index: 'an index',
  constraint: 'a constraint',
  trigger: 'a trigger',
  partition: 'a partition',
  column: 'a column',
  field: 'a field',
  test: 'a test',
  user: 'a user',
  role: 'a role',
  group: 'a group',
  owner: 'an owner',
  tag: 'a tag',
  term: 'a term of a glossary',
  glossary: 'a glossary',
  domain: 'a domain',
  container: 'a container',
  platform: 'a platform',
  service: 'a service',
  connection: 'a list of other things, or an account',
  edge: 'an entry of a list',
  payload: 'the answer of a mutation',
  reference: 'a reference to something else',
  property: 'a part of something else',
  metadata: 'a part of something else',
  version: 'a version of something else',
  lineage: 'lineage',
  event: 'an event',
};

/** What a type is by its name alone. */
export type TypeClass = 'table' | 'unknown' | 'other';

export function classOf(typeName: string): TypeClass {
  const head = headWord(typeName);
  if (TABLE_WORDS.has(head)) return 'table';
  return Object.hasOwn(OTHER_THINGS, head) ? 'other' : 'unknown';
}

export function otherThing(typeName: string): string | null {
  const head = headWord(typeName);
  return Object.hasOwn(OTHER_THINGS, head) ? (OTHER_THINGS[head] ?? null) : null;
}

export const DATABASE_WORDS = [
  'database',
  'databasename',
  'db',
  'dbname',
  'tabledatabase',
  'catalog',
  'catalogname',
  'tablecatalog',
  'project',
  'projectid',
  'projectname',
] as const;

export const SCHEMA_WORDS = [
  'schema',
  'schemaname',
  'databaseschema',
  'dbschema',
  'tableschema',
  'namespace',
  'namespacename',
  'dataset',
  'datasetid',
  'datasetname',
] as const;

/** A name that says whose it is comes before one that may be for display. */
export const NAME_WORDS = [
  'tablename',
  'physicalname',
  'name',
  'relationname',
  'viewname',
  'objectname',
  'identifier',
  'table',
  'tableid',
  'object',
] as const;

/** Begin the names of fields that speak of the warehouse where others are for display: `physicalTableName`. */
const WAREHOUSE_PREFIX = /^(?:physical|warehouse|dwh|dw|snowflake|bigquery|redshift|databricks)/;

/** The place of a field's word in a list, and of what follows such a prefix before it: `warehouseName` alone names the warehouse. */
export function rankOf(word: string, words: readonly string[]): number | null {
  const index = words.indexOf(word);
  if (index !== -1) return index;
  const rest = word.replace(WAREHOUSE_PREFIX, '');
  const inner = rest === word || rest === 'name' ? -1 : words.indexOf(rest);
  return inner === -1 ? null : inner - words.length;
}

/** Fields that hold all names in one text, the clearest first. */
export const TEXT_WORDS = [
  'fullyqualifiedname',
  'fullyqualifiedtablename',
  'fqn',
  'fullname',
  'fulltablename',
  'qualifiedname',
  'urn',
  'tableurn',
  'dataseturn',
  'tablekey',
  'sqltablename',
  'fulltableid',
] as const;

/** Fields whose object holds the names of the one that it stands on. */
export const WRAPPER_WORDS = [
  'identifier',
  'tableidentifier',
  'identity',
  'tablereference',
  'tableref',
  'fullyqualifiedname',
  'relation',
  'location',
  'coordinates',
  'address',
  'qualifiedname',
  'properties',
  'physicaltable',
  'source',
] as const;

/** Fields that tell two accounts of a warehouse apart. */
export const ACCOUNT_WORDS = [
  'account',
  'accountid',
  'accountname',
  'accountlocator',
  'connection',
  'connectionid',
  'connectionname',
  'instance',
  'instanceid',
  'instancename',
  'platforminstance',
  'workspace',
  'workspaceid',
  'cluster',
  'clusterid',
] as const;
