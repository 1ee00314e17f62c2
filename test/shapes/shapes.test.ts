import { afterAll, beforeAll, expect, test } from 'vitest';
import { adaptOwners } from '../../scripts/shapes/adapt-owner.ts';
import { chosenKeys } from '../../scripts/shapes/chosen-key.ts';
import { ownerCases, readOwner } from '../../scripts/shapes/owners.ts';
import { tryCase } from '../../scripts/shapes/try-case.ts';
import { openTools } from './tools.ts';

// A handful of the owners that `npm run shapes` tries.

let tools: Awaited<ReturnType<typeof openTools>>;
beforeAll(async () => {
  tools = await openTools();
});
afterAll(() => tools[Symbol.asyncDispose]());

test.each([
  ['02-dataset-and-field', '188/188 by Field'],
  ['05-one-string', '188/188 by Column'],
  ['06-datahub', '162/162 by dbt.columns'],
  ['10-interface-without-key', '188/188 by Column'],
  ['15-nested', '188/188 by Column'],
  ['16-openmetadata', '162/162 by dbt.columns'],
  ['21-name-with-argument', '188/188 by Column'],
  ['34-glue', '162/162 by dbt.columns'],
  ['37-split', '188/188 by Column'],
])(
  'the facts of every table of %s come through both gateways, and those of its columns',
  async (name, columns) => {
    expect(await tryCase(caseOf(name), tools)).toMatchObject({
      holes: [],
      composers: '+ + +',
      gateways: '+ +',
      tables: '42/42',
      columns,
    });
  },
);

test('tables of one name in two accounts have the facts of the environments that are named for their account', async () => {
  expect(await tryCase(caseOf('24-two-accounts'), tools)).toMatchObject({
    holes: [],
    gateways: '+ +',
    tables: '84/84',
    columns: '376/376 by Column',
  });
});

test('restaurant tables are refused with their reason, and do no harm beside tables of a warehouse', async () => {
  const [alone, beside] = ownerCases().filter(({ name }) => name.startsWith('25-'));
  if (alone === undefined || beside === undefined) throw new Error('No restaurant.');
  const refused = await adaptOwners(textsOf(alone.files), []);
  expect(refused.kind).toBe('refused');
  expect(refused.report.join('\n')).toContain('none of them names a schema or a database');
  expect(await tryCase(beside, tools)).toMatchObject({
    holes: [],
    gateways: '+ +',
    tables: '42/42',
    key: 'Dataset: database schema name',
  });
});

test.each([
  ['28-unity-catalog', 'TableInfo: catalog_name schema_name name', []],
  ['29-atlan', 'Table, View, MaterialisedView: databaseName schemaName name', ['Column']],
  ['30-metabase', 'Table: db { name } schema name', ['Field']],
  ['31-relay', 'Table: schema { database { name } name } name', ['Column']],
  ['32-hasura', 'tables: table_catalog table_schema table_name', ['columns']],
  ['33-datahub-graph', 'Dataset: urn', []],
  ['34-glue', 'Table: DatabaseName Name', []],
  ['35-bigquery', 'Table: tableReference { projectId datasetId tableId }', []],
  ['38-identity', 'Table: identity { database schema name }', ['Column']],
])('%s is adapted without a word from anybody', async (name, key, columns) => {
  const adapted = await adaptOwners(textsOf([name]), []);
  if (adapted.kind === 'refused') throw new Error(adapted.report.join('\n'));
  expect(chosenKeys(adapted.typeDefs, adapted.mapping)).toBe(key);
  expect(adapted.mapping.columns.map(({ typeName }) => typeName)).toEqual(columns);
});

function caseOf(name: string) {
  const found = ownerCases().find((owner) => owner.name === name);
  if (found === undefined) throw new Error(`There is no owner ${name}.`);
  return found;
}

function textsOf(files: readonly string[]) {
  return files.map((name) => ({ name, text: readOwner(name) }));
}
