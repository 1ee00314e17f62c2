import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REFERENCES_PER_SLICE } from '../../src/entities/answer.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { indexRead } from '../support/index-read.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

/** One graph with every way of naming a relation. */
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
      pattern: '^(?:(?<database>"[^"]*"|[^".]+)\\.)?(?<schema>"[^"]*"|[^".]+)\\.(?<name>"[^"]*"|[^".]+)$'
      examples:
        - { value: warehouse."marts".customers, database: warehouse, schema: marts, name: customers }
        - { value: marts.customers, schema: marts, name: customers }
  - type: Relation
    relation: { database: schema.database.label, schema: schema.label, name: number }
columns:
  - { type: Field, name: label, table: dataset }
typePrefix: Metadata
rename:
  Asset.lastRefreshedAt: dbtLastRefreshedAt
  Query.dbtLookup: metadataLookup
owner: |
  type Dataset { account: String db: String schemaName: String title: String }
  type Asset { qualifiedName: String lastRefreshedAt: String }
  type Database { label: String }
  type Schema { label: String database: Database }
  type Relation { schema: Schema number: ID! }
  type Field { label: String! dataset: Dataset }
`;

let folder: string;
let stack: Stack;
/** How often the subgraph has let the event loop turn in the middle of its work. */
let turns = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mapping-'));
  const path = join(folder, 'entity-mapping.yaml');
  writeFileSync(path, MAPPING);
  stack = await startStack({
    env: { ENTITY_MAPPING: path },
    connect: false,
    async turn() {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  // Without a variable, whose type the prefix would rename.
  const input = `{ apiHost: "${new URL(stack.discovery.url).origin}", serviceToken: "${stack.serviceToken}", environmentIds: ["834", "912"] }`;
  const { body } = await stack.query(
    `mutation { configureDbtIntegration(input: ${input}) { userErrors { message } } }`,
  );
  expect(body.data.configureDbtIntegration.userErrors).toEqual([]);
  await indexRead(stack.url);
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true });
});

const QUERY = `query ($r: [_Any!]!) { _entities(representations: $r) {
  __typename
  ... on Dataset { dbtDescription lastRefreshedAt dbt { match { status reason } node { uniqueId environment { id } } } }
  ... on Asset { dbtDescription dbtLastRefreshedAt dbt { match { status reason } node { uniqueId } } }
  ... on Relation { dbtDescription dbt { match { status reason } } }
  ... on Field { dbtDescription dbtTests { name outcome } dbt { match { status reason } } } } }`;

/** By its plan cold, by its plan warm, and by the executor, which registers the query: all three have to say the same. */
async function entities(...references: readonly Readonly<Record<string, unknown>>[]) {
  const variables = { r: references };
  const [cold, warm] = [await stack.query(QUERY, variables), await stack.query(QUERY, variables)];
  expect(warm.body).toEqual(cold.body);
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: QUERY,
      variables,
      extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', QUERY) } },
    }),
  });
  expect(await response.json()).toEqual(cold.body);
  return cold.body;
}

async function entity(reference: Readonly<Record<string, unknown>>) {
  const { data, errors } = await entities(reference);
  expect(errors).toBeUndefined();
  return data._entities[0];
}

const dataset = (account: unknown, title: unknown = 'customers', schemaName: unknown = 'marts') => ({
  __typename: 'Dataset',
  account,
  db: 'warehouse',
  schemaName,
  title,
});
const asset = (qualifiedName: unknown) => ({ __typename: 'Asset', qualifiedName });
const MODEL = 'model.shop.customers';

describe('a value that chooses environments', () => {
  test('finds the table in those of its environments alone', async () => {
    expect(await entity(dataset('main'))).toMatchObject({
      __typename: 'Dataset',
      dbt: { match: { status: 'EXACT' }, node: { uniqueId: MODEL, environment: { id: '834' } } },
    });
    expect((await entity(dataset('finance'))).dbt).toMatchObject({
      match: { status: 'NOT_IN_DBT' },
      node: null,
    });
  });

  test('that the mapping does not name is said, with the place to name it', async () => {
    const { match } = (await entity(dataset('acme_us'))).dbt;
    expect(match).toEqual({
      status: 'NOT_IN_DBT',
      reason:
        'The entity mapping names no environments of dbt for tables whose `Dataset.account` is "acme_us". Add the value to `environments.values` there.',
    });
  });

  test('whose environments the integration does not have says which they are', async () => {
    const { match } = (await entity(dataset('elsewhere'))).dbt;
    expect(match.status).toBe('NOT_IN_DBT');
    expect(match.reason).toContain('environment 999 of dbt, which the integration does not have');
  });

  test('is asked for beside others in one request, each with its own answer', async () => {
    const { data } = await entities(
      dataset('finance'),
      dataset('main'),
      dataset('finance'),
      dataset('other'),
    );
    expect(data._entities.map(({ dbt }: { dbt: { node: unknown } }) => dbt.node !== null)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('one text', () => {
  test.each([
    ['warehouse.marts.customers', 'EXACT'],
    ['warehouse."marts"."customers"', 'EXACT'],
    ['marts.customers', 'EXACT'],
    ['warehouse.MARTS.CUSTOMERS', 'FOLDED'],
    ['warehouse.marts.nobody', 'NOT_IN_DBT'],
  ])('%s is %s', async (qualifiedName, status) => {
    expect((await entity(asset(qualifiedName))).dbt.match.status).toBe(status);
  });

  test.each(['', 'customers', 'a.b.c.d', 'urn:li:dataset:x', 'a.'.repeat(3000)])(
    'that does not fit is not in dbt, and the reason holds the pattern: %#',
    async (qualifiedName) => {
      const { match } = (await entity(asset(qualifiedName))).dbt;
      expect(match.status).toBe('NOT_IN_DBT');
      expect(match.reason).toContain('(?<schema>"[^"]*"|[^".]+)');
    },
  );

  test('is taken apart in slices where there are thousands, by the plan and by the executor', async () => {
    const long = 'a.'.repeat(500);
    const references = Array.from({ length: 2000 }, (_, number) => asset(`${long}${number}`));
    for (const beside of ['', ' dbtIntegration { status }']) {
      turns = 0;
      const { body } = await stack.query(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Asset { dbt { match { status } } } }${beside} }`,
        { r: references },
      );
      expect(body.errors).toBeUndefined();
      expect(body.data._entities).toHaveLength(2000);
      expect(turns).toBeGreaterThanOrEqual(2000 / REFERENCES_PER_SLICE - 1);
    }
  });

  test('of null is not in dbt', async () => {
    const { dbt } = await entity(asset(null));
    expect(dbt.match).toEqual({
      status: 'NOT_IN_DBT',
      reason:
        '`Asset.qualifiedName` of this table is null, so it names no relation in the warehouse. Fill it in where the table is kept.',
    });
  });

  test('answers under another name where the owner has the usual one', async () => {
    const { dbtLastRefreshedAt } = await entity(asset('warehouse.marts.customers'));
    expect(dbtLastRefreshedAt).toBe((await entity(dataset('main'))).lastRefreshedAt);
    expect(dbtLastRefreshedAt).toMatch(/^\d{4}-/);
  });
});

describe('nested names', () => {
  const relation = (schema: unknown, number: unknown = 'customers') => ({
    __typename: 'Relation',
    schema,
    number,
  });

  test('are found on their way', async () => {
    const schema = { label: 'marts', database: { label: 'warehouse' } };
    expect((await entity(relation(schema))).dbt.match.status).toBe('EXACT');
  });

  test.each([
    [null, '`Relation.schema.database.label`'],
    [{ label: 'marts', database: null }, '`Relation.schema.database.label`'],
    [{ label: 'marts', database: { label: null } }, '`Relation.schema.database.label`'],
    [{ label: null, database: { label: 'warehouse' } }, '`Relation.schema.label`'],
  ])('null anywhere is not in dbt: %j', async (schema, path) => {
    const { match } = (await entity(relation(schema))).dbt;
    expect(match.status).toBe('NOT_IN_DBT');
    expect(match.reason).toContain(`${path} of this table is null`);
  });

  test('that are missing, or no texts, are errors of their place', async () => {
    const { data, errors } = await entities(
      relation({ label: 'marts' }),
      relation('marts'),
      relation({ label: 'marts', database: { label: 7 } }),
      { __typename: 'Table', database: 'warehouse', schema: 'marts', name: 'customers' },
    );
    expect(data._entities).toEqual([null, null, null, null]);
    expect(errors.map(({ message, path }: Parsed) => [message, path[1]])).toEqual([
      ['The reference needs a text as `Relation.schema.database.label`.', 0],
      ['The reference needs a text as `Relation.schema.database.label`.', 1],
      ['The reference needs a text as `Relation.schema.database.label`.', 2],
      ['A reference must be an object whose `__typename` is Dataset or Asset or Relation or Field.', 3],
    ]);
  });

  test('an id may come as a number', async () => {
    const { data, errors } = await entities(
      relation({ label: 'marts', database: { label: 'warehouse' } }, 7),
    );
    expect(errors).toBeUndefined();
    expect(data._entities[0].dbt.match.status).toBe('NOT_IN_DBT');
  });
});

describe('a column', () => {
  const field = (label: unknown, table: unknown = dataset('main')) => ({
    __typename: 'Field',
    label,
    dataset: table,
  });

  test('is found through its table', async () => {
    const found = await entity(field('customer_id'));
    expect(found).toMatchObject({ __typename: 'Field', dbt: { match: { status: 'EXACT' } } });
    expect(found.dbtTests.length).toBeGreaterThan(0);
  });

  test.each([
    ['a table that is null', field('customer_id', null)],
    ['a table in other environments', field('customer_id', dataset('finance'))],
    ['a table whose account is not named', field('customer_id', dataset('acme_us'))],
  ])('of %s has no facts', async (_, reference) => {
    expect((await entity(reference)).dbt.match.status).toBe('TABLE_NOT_MATCHED');
  });
});

test('the owner’s own fields are answered with what the reference holds', async () => {
  const { body } = await stack.query(
    `query ($r: [_Any!]!) { _entities(representations: $r) {
      ... on Dataset { account db }
      ... on Relation { schema { label database { label } } number dbtDescription }
      ... on Field { label dataset { title dbtDescription } } } }`,
    {
      r: [
        dataset('acme'),
        { __typename: 'Relation', schema: { label: 's', database: null }, number: 'n' },
        { __typename: 'Field', label: 'customer_id', dataset: dataset('main') },
      ],
    },
  );
  expect(body.errors).toBeUndefined();
  const { dbtDescription } = await entity(dataset('main'));
  expect(dbtDescription).not.toBeNull();
  expect(body.data._entities).toEqual([
    { account: 'acme', db: 'warehouse' },
    { schema: { label: 's', database: null }, number: 'n', dbtDescription: null },
    { label: 'customer_id', dataset: { title: 'customers', dbtDescription } },
  ]);
});

test('types with a prefix and fields with other names answer as the usual ones', async () => {
  const { body } = await ask(
    `${stack.url}/graphql`,
    `{ metadataLookup(database: "warehouse", schema: "marts", name: "customers") { __typename match { __typename status } }
       dbtIntegration { __typename status } }`,
    {},
  );
  expect(body.errors).toBeUndefined();
  expect(body.data).toEqual({
    metadataLookup: {
      __typename: 'MetadataDbtTableMetadata',
      match: { __typename: 'MetadataDbtMatch', status: 'EXACT' },
    },
    dbtIntegration: { __typename: 'MetadataDbtIntegration', status: 'CONNECTED' },
  });
});
