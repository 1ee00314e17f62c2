import { afterAll, beforeAll, expect, test } from 'vitest';
import { VALUES_PER_SLICE } from '../../src/document/writer.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { column, table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
let endpoint: string;
/** How often the subgraph has let the event loop turn in the middle of its work. */
let turns = 0;

beforeAll(async () => {
  stack = await startStack({
    async turn() {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  endpoint = `${stack.url}/graphql`;
});

afterAll(() => stack.stop());

const repeat = (count: number, text: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => text(number)).join(' ');
const customers = table('marts.customers');
const onTable = (fields: string) =>
  `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { ${fields} } } }`;

/** A field that is not there: were the document validated, the answer would name it. */
const NOT_THERE = 'fieldThatIsNotThere';

test.each<[what: string, query: string, message: RegExp]>([
  [
    '20 times a variable with 18,000 references in its default',
    `query ($r: [_Any!]! = [${'1 '.repeat(18_000)}]) { ${repeat(20, (n) => `a${n}: _entities(representations: $r) { __typename }`)} }`,
    /^The request has 360000 references, at most 10000 are answered/,
  ],
  [
    '1,400 fields under aliases of their own',
    onTable(`${NOT_THERE} ${repeat(1400, (n) => `a${n}: dbtDescription`)}`),
    /^The operation has too many aliases: 1400, at most 200/,
  ],
  [
    'one field written 1,200 times with an argument',
    onTable(`${NOT_THERE} ${repeat(1200, () => 'dbtTests(filter: { outcomes: [PASS] }) { name }')}`),
    /^The operation has too many (fields|repetitions of one field): \d+, at most/,
  ],
  [
    'one field written 44 times, a field below it 45 times each',
    onTable(`${NOT_THERE} ${repeat(44, () => `dbt { ${repeat(45, () => 'health')} }`)}`),
    /^The operation has too many (fields|repetitions of one field): \d+, at most/,
  ],
  [
    '1,500 arguments of one field',
    onTable(`${NOT_THERE} dbtTests(${repeat(1500, (n) => `a${n}: 1`)}) { name }`),
    /^The operation has too many arguments of one field: 1500, at most 50/,
  ],
  [
    'fragments in each other, 3,000 deep',
    onTable(`${NOT_THERE} ${'... on Table { '.repeat(3000)}dbtDescription${' }'.repeat(3000)}`),
    // Where the parser ends depends on how much room its calls take.
    /^The operation (has too many fields: \d+, at most|is nested too deeply\.)/,
  ],
  [
    'lists in each other, 9,000 deep',
    onTable(`${NOT_THERE} dbtTests(filter: ${'['.repeat(9000)}${']'.repeat(9000)}) { name }`),
    /^The operation is nested too deeply\. Split it into smaller ones\.$/,
  ],
  [
    '1,500 arguments of one directive',
    onTable(`${NOT_THERE} dbtDescription @skip(${repeat(1500, (n) => `a${n}: true`)})`),
    /^The operation has too many arguments of one field: 1500, at most 50/,
  ],
  [
    '1,000 fragments',
    `${onTable(`${NOT_THERE} ${repeat(1000, (n) => `...F${n}`)}`)} ${repeat(1000, (n) => `fragment F${n} on Table { dbtDescription }`)}`,
    /^The operation has too many definitions: 1001, at most 100/,
  ],
  [
    'fragments that double what they spread, 30 times over',
    `${onTable(`${NOT_THERE} ...F0`)} ${repeat(30, (n) => `fragment F${n} on Table { ...F${n + 1} ... on Table { ...F${n + 1} } }`)} fragment F30 on Table { dbtDescription }`,
    /^The operation has too many fields: \d+, at most 2000/,
  ],
  [
    'a fragment that nobody spreads, with one field 1,200 times',
    `${onTable(NOT_THERE)} fragment Unused on Table { ${repeat(1200, () => 'dbtTests(filter: { outcomes: [PASS] }) { name }')} }`,
    /^The operation has too many (fields|repetitions of one field): \d+, at most/,
  ],
])('%s: refused by what it counts, before it is validated', async (_what, query, message) => {
  const { status, body } = await ask(
    endpoint,
    query,
    query.includes('$r: [_Any!]! =') ? {} : { r: [customers] },
  );
  expect(status).toBe(400);
  expect(body).toEqual({
    errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('a default of a variable counts as what it holds: those within the limit are answered', async () => {
  const query = `query ($r: [_Any!]! = [${'1 '.repeat(4000)}]) { ${repeat(20, (n) => `a${n}: _entities(representations: $r) { __typename }`)} }`;
  const { status, body } = await ask(endpoint, query);
  expect(status).toBe(200);
  expect(body.data.a19).toHaveLength(4000);
  // One for each reference, as far as there is room, one for the limit, and one that counts the rest.
  expect(body.errors).toHaveLength(92);
  expect(body.errors.at(-1).message).toMatch(/^9910 more references cannot be answered/);
  const [first] = body.errors.filter(({ path }: Parsed) => path?.[0] === 'a2');
  expect(first).toMatchObject({ path: ['a2', 2000], message: expect.stringMatching(/too many references/) });
});

test('10,000 references times 190 aliases: refused with the numbers', async () => {
  const query = onTable(repeat(190, (n) => `a${n}: dbtTests { name }`));
  const { status, body } = await ask(endpoint, query, { r: Array(10_000).fill(customers) });
  expect(status).toBe(400);
  expect(body.errors).toEqual([
    {
      message: expect.stringMatching(/^The request costs 3800000: .* At most 500000 is allowed\./),
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

test('columns by name cost as often as they are named', async () => {
  const query = `query ($r: [_Any!]!, $names: [String!]) {
    _entities(representations: $r) { ... on Table { dbt { columns(names: $names) { name dbtDescription } } } } }`;
  const ask100 = (names: number) =>
    ask(endpoint, query, { r: Array(100).fill(customers), names: Array(names).fill('email') });
  expect((await ask100(20)).body.errors).toBeUndefined();
  expect((await ask100(3000)).body.errors[0].message).toMatch(/^The request costs 600200: /);
});

/** Forty fields of a table, its tests and its node. */
const FORTY_FIELDS = `database schema name dbtDescription lastRefreshedAt
  dbtTests { uniqueId name kind columnName outcome severity failures message executedAt outdated }
  dbt { match { status reason candidates { uniqueId name } } node { uniqueId resourceType name tags lastRun { status completedAt } }
    freshness { basis refreshedAt } testSummary { outcome total } health healthReasons asOf }`;

/** What is written or executed between two turns is this much at most. */
function expectSlices(values: number): void {
  expect(turns).toBeGreaterThanOrEqual(Math.floor(values / VALUES_PER_SLICE));
}

test.each<[what: string, query: string, references: () => unknown[], valuesOfEach: number]>([
  [
    '10,000 tables of nobody with the reason of each',
    onTable('name dbtDescription dbt { match { status reason } }'),
    () => Array.from({ length: 10_000 }, (_, n) => table(`marts.nobodys_${n}`)),
    6,
  ],
  [
    '10,000 columns of nobody',
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Column { name dbtDescription dbt { match { status reason } dataType } } } }',
    () => Array.from({ length: 10_000 }, (_, n) => column('marts.customers', `nobodys_${n}`)),
    7,
  ],
])('%s: written in slices, the loop turns between them', async (_what, query, references, valuesOfEach) => {
  turns = 0;
  const { body } = await ask(endpoint, query, { r: references() });
  expect(body.errors).toBeUndefined();
  expect(body.data._entities).toHaveLength(10_000);
  expectSlices(10_000 * valuesOfEach);
});

test('one table with 10,000 columns by name: the loop turns in the middle of its text', async () => {
  const query = `query ($r: [_Any!]!, $names: [String!]) {
    _entities(representations: $r) { ... on Table { dbt { columns(names: $names) { name dbt { match { status reason } } } } } } }`;
  turns = 0;
  const { body } = await ask(endpoint, query, {
    r: [customers],
    names: Array.from({ length: 10_000 }, (_, n) => `c${n}`),
  });
  expect(body.errors).toBeUndefined();
  expect(body.data._entities[0].dbt.columns).toHaveLength(10_000);
  expectSlices(10_000 * 5);
});

test('10,000 known tables with forty fields: one is written, the others have its text', async () => {
  turns = 0;
  const { body } = await ask(endpoint, onTable(FORTY_FIELDS), { r: Array(10_000).fill(customers) });
  expect(body.errors).toBeUndefined();
  expect(new Set(body.data._entities.map((entity: Parsed) => JSON.stringify(entity))).size).toBe(1);
  // Many megabytes are not encoded in one piece either.
  expect(turns).toBeGreaterThanOrEqual(10);
});

test('the same through the executor, beside a field that has no plan', async () => {
  const query = `query ($r: [_Any!]!) { dbtIntegration { status } _entities(representations: $r) { ... on Table { ${FORTY_FIELDS} } } }`;
  turns = 0;
  const { body } = await ask(endpoint, query, { r: Array(5000).fill(customers) });
  expect(body.errors).toBeUndefined();
  expectSlices(5000 * 40);
});

test('one table with 10,000 columns through the executor', async () => {
  const { database, schema, name } = customers;
  const query = `query ($names: [String!]) { dbtLookup(database: "${database}", schema: "${schema}", name: "${name}") {
    columns(names: $names) { name dbt { match { status reason } } } } }`;
  turns = 0;
  const { body } = await ask(endpoint, query, { names: Array.from({ length: 10_000 }, (_, n) => `c${n}`) });
  expect(body.data.dbtLookup.columns).toHaveLength(10_000);
  expectSlices(10_000 * 2);
});

test('10,000 malformed references: a hundred errors at most, and the number of the rest', async () => {
  const r = Array.from({ length: 10_000 }, () => ({ __typename: 'Table', schema: 'marts' }));
  const { body } = await ask(endpoint, onTable('dbtDescription'), { r });
  expect(body.data._entities).toEqual(Array(10_000).fill(null));
  expect(body.errors.length).toBeLessThanOrEqual(101);
  expect(body.errors.at(-1)).toEqual({
    message: '9910 more references cannot be answered; their errors are left out.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test.each([
  [
    'in the document',
    `{ _entities(representations: ${'['.repeat(9000)}${']'.repeat(9000)}) { __typename } }`,
    {},
  ],
  [
    'in a filter',
    onTable(`dbtTests(filter: { outcomes: ${'['.repeat(1000)}PASS${']'.repeat(1000)} }) { name }`),
    {},
  ],
])('lists in lists %s are refused', async (_where, query, variables) => {
  const { status, body } = await ask(endpoint, query, variables);
  expect(status).toBe(400);
  expect(body.data).toBeUndefined();
});

test('lists in lists in a reference are one malformed reference', async () => {
  const nested = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(onTable('dbtDescription'))},"variables":{"r":[${nested}]}}`,
  });
  expect(response.status).toBe(200);
  const body: Parsed = await response.json();
  expect(body.data._entities).toEqual([null]);
  expect(body.errors).toEqual([expect.objectContaining({ path: ['_entities', 0] })]);
});
