import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, post } from '../support/ask.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

/** Whatever stands in a variable or literal may be a service token: no answer and no log line may repeat it. */

const SECRET = 'dbtcSecretThatNobodyMaySee';

let stack: Stack;
let endpoint: string;
beforeAll(async () => {
  stack = await startStack({ connect: false, env: { LOG_LEVEL: 'debug' } });
  endpoint = `${stack.url}/graphql`;
});
afterEach(() => stack.log.clear());
afterAll(() => stack.stop());

function expectSilent(text: string): void {
  expect(aroundSecret(text)).toBe('');
  expect(aroundSecret(stack.log.text)).toBe('');
  expect(text).not.toMatch(/\\n +at |stacktrace|node_modules/);
}

function aroundSecret(text: string): string {
  const at = text.indexOf(SECRET);
  return at === -1 ? '' : text.slice(Math.max(0, at - 150), at + 80);
}

const OPERATIONS = [
  [
    'mutation ($v: DbtIntegrationInput!) { configureDbtIntegration(input: $v) { userErrors { code field message } } }',
  ],
  [
    'mutation ($v: DbtIntegrationInput!) { verifyDbtIntegration(input: $v) { userErrors { code field message } } }',
  ],
  [
    'mutation ($v: String!) { rotateDbtServiceToken(serviceToken: $v) { userErrors { code field message } } }',
  ],
  [
    'mutation ($v: Int) { rotateDbtServiceToken(serviceToken: "", expectedRevision: $v) { userErrors { message } } }',
  ],
  ['mutation ($v: String) { setDbtWebhookSecret(secret: $v) { userErrors { code field message } } }'],
  ['query ($v: String!) { dbtLookup(schema: $v, name: "n") { match { status } } }'],
  ['query ($v: [_Any!]!) { _entities(representations: $v) { __typename ... on Table { dbtDescription } } }'],
  ['query ($v: _Any!) { _entities(representations: [$v]) { __typename } }'],
  [
    'query ($v: [DbtTestOutcome!]) { _entities(representations: []) { ... on Table { dbtTests(filter: { outcomes: $v }) { name } } } }',
  ],
  ['query ($v: Boolean!) { __typename @skip(if: $v) }'],
] as const;

const oddText = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `${text}${SECRET}`);
const INPUT_FIELDS = [
  'serviceToken',
  'apiHost',
  'discoveryUrl',
  'environmentIds',
  'expectedRevision',
  '__typename',
  'schema',
  'name',
];

/** The secret somewhere inside a value of any shape, under known and unknown names, as a name itself too. */
const holdingSecret = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('value'), { minLength: 1, maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...INPUT_FIELDS, SECRET), tie('value'), { minKeys: 1, maxKeys: 4 }),
  ),
  leaf: fc.oneof(
    oddText,
    fc.constant(SECRET),
    fc.constant(`"${SECRET}"; ${SECRET}`),
    fc.constant(`Variable "$v" ${SECRET}`),
  ),
})).value;

test.each(OPERATIONS)('in variables of any shape: %s', async (query) => {
  await fc.assert(
    fc.asyncProperty(holdingSecret, async (v) => {
      // A type name is the name of a part of the graph, and no place for a value.
      const { text, body } = await ask(endpoint, query, { v });
      expectSilent(text);
      expect(body.errors?.[0]?.message ?? 'none').not.toBe('');
    }),
    { numRuns: 40 },
  );
});

test.each([
  `{ dbtLookup(schema: 7, name: "${SECRET}") { health } }`,
  `{ dbtLookup(schema: ${SECRET}, name: "n") { health } }`,
  `{ dbtLookup(schema: ["${SECRET}"], name: { a: "${SECRET}" }) { health } }`,
  `mutation { rotateDbtServiceToken(serviceToken: "x", expectedRevision: "${SECRET}") { userErrors { message } } }`,
  `mutation { verifyDbtIntegration(input: { apiHost: { a: "${SECRET}" } }) { userErrors { message } } }`,
  `mutation { verifyDbtIntegration(input: "${SECRET}") { userErrors { message } } }`,
  `mutation { verifyDbtIntegration(input: { apiHost: ${SECRET}, environmentIds: 1.5 }) { userErrors { message } } }`,
  `{ __typename @skip(if: "${SECRET}") }`,
  `query ($v: Int = "${SECRET}") { __typename @skip(if: $v) }`,
  `{ _entities(representations: [{ __typename: "Table", schema: { a: "${SECRET}" } }]) { __typename } }`,
  `{ _entities(representations: [{ __typename: "${SECRET}" }]) { __typename } }`,
  `{ _entities(representations: ["${SECRET}"]) { __typename } }`,
])('in literals of the wrong type: %s', async (query) => {
  const { text, body } = await ask(endpoint, query);
  expect(body.errors.length).toBeGreaterThan(0);
  expectSilent(text);
});

test.each([
  `{ dbtLookup(schema: "${SECRET}`,
  `{ dbtLookup(schema: """${SECRET}`,
  `{ "${SECRET}" }`,
  `{ dbtLookup(schema: "s" "${SECRET}") { health } }`,
  `{ dbtLookup(schema "${SECRET}") }`,
  `{ a } """${SECRET}"""`,
  `{ dbtLookup(schema: "\\u{${SECRET}}") }`,
  `{ dbtLookup(schema: "\\q${SECRET}") }`,
  `mutation { rotateDbtServiceToken(serviceToken: 12${SECRET}) }`,
  `{ dbtLookup(schema: ${SECRET} ${SECRET}) }`,
  `${SECRET}`,
])('in documents that cannot be parsed: %s', async (query) => {
  const { status, text } = await ask(endpoint, query);
  expect(status).toBe(400);
  expectSilent(text);
});

test.each([
  [
    'an operation name',
    JSON.stringify({ query: 'query A { __typename } query B { __typename }', operationName: SECRET }),
  ],
  ['variables as text', JSON.stringify({ query: '{ __typename }', variables: SECRET })],
  ['extensions', JSON.stringify({ query: '{ __typename }', extensions: SECRET })],
  [
    'a persisted query',
    JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: SECRET } } }),
  ],
  ['a query that is no text', JSON.stringify({ query: { a: SECRET } })],
  ['another field', JSON.stringify({ [SECRET]: SECRET })],
])('in %s of the request', async (_where, body) => {
  expectSilent((await post(endpoint, body)).text);
});

test('in the path, the query string, and the headers', async () => {
  for (const path of [
    `/${SECRET}`,
    `/graphql?query={${SECRET}`,
    `/graphql?query={__typename}&variables=${SECRET}`,
  ]) {
    const response = await fetch(`${stack.url}${path}`, { headers: { 'x-apollo-operation-name': SECRET } });
    expectSilent(await response.text());
  }
  expectSilent((await post(endpoint, '{}', { 'content-type': `application/${SECRET}` })).text);
});
