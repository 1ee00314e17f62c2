import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../integrations/builders.ts';
import { startStack } from '../support/start-stack.ts';
import { askFor } from './read-coverage.ts';

const MAPPING = `
tables:
  - type: Dataset
    relation: { database: db, schema: schemaName, name: title }
    environments:
      by: account
      values: { main: ['834', '912'], finance: ['912'], elsewhere: ['999'] }
  - type: Asset
    relation:
      from: qualifiedName
      pattern: '^(?<database>[^.]+)\\.(?<schema>[^.]+)\\.(?<name>[^.]+)$'
      examples: [{ value: warehouse.marts.customers, database: warehouse, schema: marts, name: customers }]
typePrefix: Metadata
rename: { Query.dbtCoverage: tableCoverage }
owner: |
  type Dataset { account: String db: String schemaName: String title: String }
  type Asset { qualifiedName: String }
`;

const dataset = (account: string | null, title: string | null = 'customers') => ({
  __typename: 'Dataset',
  account,
  db: 'warehouse',
  schemaName: 'marts',
  title,
});
const asset = (qualifiedName: string | null) => ({ __typename: 'Asset', qualifiedName });

test('tables of a graph with other names are covered, those of each choice of environments apart', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, 'entity-mapping.yaml');
  writeFileSync(path, MAPPING);
  await using stack = await startStack({ connect: false, env: { ENTITY_MAPPING: path } });
  const input = `{ apiHost: "${new URL(stack.discovery.url).origin}", serviceToken: "${stack.serviceToken}", environmentIds: ["834", "912"] }`;
  await stack.query(
    `mutation { configureDbtIntegration(input: ${input}) { userErrors { message } integration { revision } } }`,
  );
  const references = [
    dataset('main'),
    dataset('finance'),
    dataset('elsewhere'),
    dataset('unheard-of'),
    asset('warehouse.marts.customers'),
    // These name no relation, so there is none to list.
    dataset('main', null),
    asset('customers'),
    asset(null),
  ];
  const selections = '... on Dataset { dbtDescription } ... on Asset { dbtDescription }';
  for (let request = 0; request < 3; request += 1) await askFor(stack, references, selections);
  const read = async () => {
    const { body } =
      await stack.query(`{ tableCoverage { asked matched tables(statuses: [EXACT, NOT_IN_DBT, UNAVAILABLE]) {
      database schema name environmentIds status reason timesAsked } } }`);
    expect(body.errors).toBeUndefined();
    return body.data.tableCoverage;
  };
  await expect.poll(async () => (await read()).matched).toBe(2);
  const { asked, tables } = await read();
  expect(asked).toBe(5);
  const named = { database: 'warehouse', schema: 'marts', name: 'customers', timesAsked: 3 };
  expect(tables).toHaveLength(5);
  for (const table of [
    { ...named, environmentIds: null, status: 'EXACT' },
    { ...named, environmentIds: ['834', '912'], status: 'EXACT' },
    { ...named, environmentIds: ['912'], status: 'NOT_IN_DBT' },
    {
      ...named,
      environmentIds: ['999'],
      reason: expect.stringContaining('environment 999 of dbt, which the integration does not have'),
    },
    { ...named, environmentIds: null, reason: expect.stringContaining('Add the value to') },
  ]) {
    expect(tables).toContainEqual(expect.objectContaining(table));
  }
});
