import { describe, expect, test } from 'vitest';
import type { Adapted } from '../../src/adapt/adapt.ts';
import { columnKey, tableKey } from '../../src/mapping/keys.ts';
import { adapted, ownerText, refusal } from './ask.ts';

/** `key`, or `key | what is required`, by type. */
interface Choice {
  readonly tables: Readonly<Record<string, string>>;
  readonly columns?: Readonly<Record<string, string>>;
  readonly interfaces?: readonly string[];
  readonly renames?: Readonly<Record<string, string>>;
  readonly typePrefix?: string;
}

const TABLE = { Table: 'database schema name' };
const USUAL: Choice = { tables: TABLE, columns: { Column: 'table { database schema name } name' } };
const BY_INTERFACE: Choice = {
  tables: { WarehouseTable: 'database schema name', View: 'database schema name' },
  columns: { Column: 'id | name table { database schema name }' },
  interfaces: ['Table'],
};

const CHOICES: Readonly<Record<string, Choice>> = {
  '01': USUAL,
  '02': {
    tables: { Dataset: 'database schema name' },
    columns: { Field: 'dataset { database schema name } name' },
  },
  '03': USUAL,
  '04': USUAL,
  '05': { tables: { Table: 'fullyQualifiedName' }, columns: { Column: 'table { fullyQualifiedName } name' } },
  '06': { tables: { Dataset: 'urn' } },
  '07': { tables: TABLE },
  '08': { tables: TABLE },
  '09': USUAL,
  '10': BY_INTERFACE,
  '11': BY_INTERFACE,
  '12': USUAL,
  '13': USUAL,
  '14': {
    tables: { Table: 'databaseName schemaName tableName' },
    columns: { Column: 'table { databaseName schemaName tableName } columnName' },
  },
  '15': {
    tables: { Table: 'schema { database { name } name } name' },
    columns: { Column: 'table { schema { database { name } name } name } name' },
  },
  '16': { tables: { Table: 'database { name } databaseSchema { name } name' } },
  '17': USUAL,
  '18': USUAL,
  '19': { tables: { Table: 'schema name' }, columns: { Column: 'table { schema name } name' } },
  '20': { ...USUAL, renames: { 'Table.lastRefreshedAt': 'dbtLastRefreshedAt' } },
  '21': {
    tables: { Table: 'id | database schema name(format: PLAIN)' },
    columns: { Column: 'id | name table { database schema name(format: PLAIN) }' },
  },
  '22': USUAL,
  '23': { tables: TABLE },
  '24': {
    tables: { Table: 'account database schema name' },
    columns: { Column: 'table { account database schema name } name' },
  },
  '26': {
    tables: TABLE,
    columns: { Column: 'parent { database schema name } name' },
  },
  '27': { ...USUAL, typePrefix: 'Metadata' },
  '33': { tables: { Dataset: 'urn' } },
  '34': { tables: { Table: 'DatabaseName Name' } },
  '35': { tables: { Table: 'tableReference { projectId datasetId tableId }' } },
  '36': {
    tables: { PgTable: 'schemaBySchemaId { databaseByDatabaseId { databaseName } schemaName } tableName' },
    columns: {
      PgColumn:
        'tableByTableId { schemaBySchemaId { databaseByDatabaseId { databaseName } schemaName } tableName } columnName',
    },
  },
  '38': {
    tables: { Table: 'identity { database schema name }' },
    columns: { Column: 'parent { identity { database schema name } } identity { name }' },
  },
};

describe.each(Object.entries(CHOICES))('owner %s', (number, choice) => {
  test('is mapped as expected, and all composers accept it', async () => {
    const adaptation = await adapted(ownerText(number));

    expect(choiceOf(adaptation)).toEqual({
      columns: {},
      interfaces: [],
      renames: {},
      typePrefix: '',
      ...choice,
    });
    expect(adaptation.compositions.map(({ errors }) => errors)).toEqual([[], [], []]);
  });
});

test('owner 25 is refused with its reason', async () => {
  expect(await refusal(ownerText('25'))).toContain(
    '`Table` has `id`, `number` and `capacity`: none of them names a schema or a database',
  );
});

test('owner 25 is served when the graph beside it has tables of a warehouse', async () => {
  const adaptation = await adapted([ownerText('25'), ownerText('02')]);

  expect(choiceOf(adaptation).tables).toEqual({ Dataset: 'database schema name' });
  expect(adaptation.report.join('\n')).toContain('`Table` has `id`, `number` and `capacity`');
  expect(adaptation.compositions.map(({ errors }) => errors)).toEqual([[], [], []]);
});

function choiceOf({ mapping }: Adapted): Required<Choice> {
  const words = ({ key, requires }: { key: string; requires: string | null }) =>
    requires === null ? key : `${key} | ${requires}`;
  return {
    tables: Object.fromEntries(mapping.tables.map((table) => [table.typeName, words(tableKey(table))])),
    columns: Object.fromEntries(mapping.columns.map((column) => [column.typeName, words(columnKey(column))])),
    interfaces: mapping.interfaces,
    renames: Object.fromEntries(mapping.renames),
    typePrefix: mapping.typePrefix,
  };
}
