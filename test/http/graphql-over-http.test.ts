import { getIntrospectionQuery } from 'graphql';
import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, toAnswer } from '../support/ask.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ connect: false });
});
afterAll(() => stack.stop());

const get = async (search: string, headers: Record<string, string> = {}) =>
  toAnswer(await fetch(`${stack.url}/graphql${search}`, { headers }));

test('the audits of GraphQL over HTTP find no error', async () => {
  const results = await auditServer({ url: `${stack.url}/graphql` });
  const byStatus = Map.groupBy(results, ({ status }) => status);
  console.info(
    `graphql-http: ${[...byStatus].map(([status, found]) => `${found.length} ${status}`).join(', ')} of ${results.length} audits`,
  );
  expect(results.length).toBeGreaterThan(50);
  expect(
    results.flatMap((result) => (result.status === 'error' ? [`${result.name}: ${result.reason}`] : [])),
  ).toEqual([]);
});

test('the introspection query of explorers is within the limits', async () => {
  const { body } = await ask(`${stack.url}/graphql`, getIntrospectionQuery());
  expect(body.errors).toBeUndefined();
  expect(body.data.__schema.types.length).toBeGreaterThan(30);
});

test('a query by GET is answered, with variables', async () => {
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
  const variables = { r: [{ __typename: 'Table', database: 'd', schema: 's', name: 'n' }] };
  const search = `?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(JSON.stringify(variables))}`;
  const { status, body } = await get(search, { 'apollo-require-preflight': 'yes' });
  expect(status).toBe(200);
  expect(body).toEqual({ data: { _entities: [{ __typename: 'Table' }] } });
});

test('a GET that a web page could send without asking first is refused', async () => {
  const { status } = await get('?query=%7B__typename%7D');
  expect(status).toBe(400);
});

test('a mutation by GET is refused', async () => {
  const mutation = encodeURIComponent('mutation { removeDbtIntegration { removed } }');
  const { status, body } = await get(`?query=${mutation}`, { 'apollo-require-preflight': 'yes' });
  expect(status).toBe(405);
  expect(body.data).toBeUndefined();
  expect(body.errors).toHaveLength(1);
});

test.each(['/', '/graphq', '/graphql/', '//', '/../etc/passwd', '/%00'])(
  'nothing is served at %s',
  async (path) => {
    const { status, body } = await toAnswer(await fetch(`${stack.url}${path}`));
    expect(status).toBe(404);
    expect(body.errors).toHaveLength(1);
  },
);
