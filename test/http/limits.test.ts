import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, ask, post } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
let endpoint: string;
beforeAll(async () => {
  stack = await startStack({
    env: {
      LIMIT_BODY_BYTES: '20000',
      LIMIT_QUERY_DEPTH: '5',
      LIMIT_ALIASES: '4',
      LIMIT_ROOT_FIELDS: '3',
      LIMIT_REFERENCES: '6',
      LIMIT_ENVIRONMENT_IDS: '2',
    },
  });
  endpoint = `${stack.url}/graphql`;
});
beforeEach(() => stack.discovery.requests.clear());
afterAll(() => stack.stop());

/** Refused before anything was resolved: no data, one error, no stack. */
function expectRefused({ status, body, text }: Answer, expected: { status: number; message: RegExp }): void {
  expect(status).toBe(expected.status);
  expect(body.data ?? null).toBeNull();
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0].message).toMatch(expected.message);
  expect(body.errors[0].extensions.code).toMatch(/^(BAD_USER_INPUT|BAD_REQUEST)$/);
  expect(text).not.toMatch(/\\n +at |stacktrace/);
  expect(stack.discovery.requests.all()).toEqual([]);
}

const padded = (bytes: number) =>
  JSON.stringify({ query: '{ __typename }', extensions: { pad: 'x'.repeat(bytes) } });

/** Without a content length; resolves with the status. */
async function postInPieces(body: string): Promise<number | undefined> {
  const sent = request(endpoint, { method: 'POST', headers: { 'content-type': 'application/json' } });
  sent.write(body.slice(0, 10_000));
  sent.end(body.slice(10_000));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

test('a body over the limit, announced or not', async () => {
  const refusal = { status: 413, message: /larger than 20000 bytes/ };
  expectRefused(await post(endpoint, padded(20_000)), refusal);
  expect(await postInPieces(padded(30_000))).toBe(413);
  expect((await post(endpoint, padded(10_000))).status).toBe(200);
});

test.each(['{ "query": dbtc_secret', 'dbtc_secret', '{"query":"{__typename}"} dbtc_secret', '\u0000'])(
  'JSON that is none is refused without a word of it: %j',
  async (text) => {
    const answer = await post(endpoint, text);
    expectRefused(answer, { status: 400, message: /^Invalid JSON in the request body\.$/ });
    expect(answer.text).not.toContain('secret');
  },
);

test('batched requests', async () => {
  const one = { query: '{ __typename }' };
  expectRefused(await post(endpoint, JSON.stringify([one, one])), { status: 400, message: /./ });
});

test('aliases', async () => {
  expect((await ask(endpoint, '{ a: __typename b: __typename }')).status).toBe(200);
  const many = '{ dbtIntegration { a: id b: id c: id d: id e: id } }';
  expectRefused(await ask(endpoint, many), { status: 400, message: /too many aliases: 5, at most 4/ });
});

test('fields at the root, also through fragments', async () => {
  const message = /too many fields at its root: 4, at most 3/;
  const plain = '{ a: __typename b: __typename c: __typename d: __typename }';
  expectRefused(await ask(endpoint, plain), { status: 400, message });
  const hidden =
    '{ ...A ... { c: __typename d: __typename } } fragment A on Query { a: __typename b: __typename }';
  expectRefused(await ask(endpoint, hidden), { status: 400, message });
});

const DEEP = '{ a: __type(name: "Table") { fields { type { ofType { ofType { name } } } } } }';

test('depth, also when it is hidden in fragments', async () => {
  const message = /too many levels: 6, at most 5/;
  expectRefused(await ask(endpoint, DEEP), { status: 400, message });
  const hidden = `{ ...A } fragment A on Query { __type(name: "Table") { fields { ...B } } }
    fragment B on __Field { type { ofType { ofType { name } } } }`;
  expectRefused(await ask(endpoint, hidden), { status: 400, message });
});

test('a fragment that spreads itself is refused, and does not hang the server', async () => {
  const { status } = await ask(endpoint, '{ ...A } fragment A on Query { __typename ...A }');
  expect(status).toBe(400);
});

test('references over all fields of the request: those within the limit are answered, the first beyond says so', async () => {
  const query = `query ($a: [_Any!]!, $b: [_Any!]!) {
    _e0: _entities(representations: $a) { ... on Table { name } } _e1: _entities(representations: $b) { ... on Table { name } } }`;
  const references = (count: number) =>
    Array.from({ length: count }, (_, number) => table(`marts.t${number}`));
  const names = (count: number) => Array.from({ length: count }, (_, number) => ({ name: `t${number}` }));
  const within = await ask(endpoint, query, { a: references(3), b: references(3) });
  expect(within.body).toEqual({ data: { _e0: names(3), _e1: names(3) } });

  const message = expect.stringMatching(/^The request has too many references: the first 6 are answered/);
  const beyond = await ask(endpoint, query, { a: references(3), b: references(5) });
  expect(beyond.status).toBe(200);
  expect(beyond.body.data).toEqual({ _e0: names(3), _e1: [...names(3), null, null] });
  expect(beyond.body.errors).toEqual([
    expect.objectContaining({ message, path: ['_e1', 3], extensions: { code: 'BAD_USER_INPUT' } }),
  ]);
  const first = await ask(endpoint, query, { a: references(7), b: references(1) });
  expect(first.body.data).toEqual({ _e0: [...names(6), null], _e1: [null] });
  expect(first.body.errors).toEqual([expect.objectContaining({ message, path: ['_e0', 6] })]);
});

test('ten times as many references are refused whole, also where one variable is used twice', async () => {
  const query = `query ($a: [_Any!]!) {
    ...F _e1: _entities(representations: $a) { __typename } }
    fragment F on Query { _e0: _entities(representations: $a) { __typename } }`;
  const references = (count: number) =>
    Array.from({ length: count }, (_, number) => table(`marts.t${number}`));
  expect((await ask(endpoint, query, { a: references(30) })).status).toBe(200);
  expectRefused(await ask(endpoint, query, { a: references(31) }), {
    status: 400,
    message: /62 references, at most 6/,
  });
});

test('environments of one integration', async () => {
  const { body } = await ask(
    endpoint,
    'mutation ($input: DbtIntegrationInput!) { verifyDbtIntegration(input: $input) { userErrors { code field } } }',
    { input: { apiHost: stack.discovery.adminUrl, environmentIds: ['834', '912', '913'] } },
  );
  expect(body.data.verifyDbtIntegration.userErrors).toEqual([
    { code: 'INVALID_INPUT', field: ['input', 'environmentIds'] },
  ]);
});
