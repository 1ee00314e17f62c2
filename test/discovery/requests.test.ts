import { expect, test } from 'vitest';
import { manifest, model } from './fixtures/artifacts.ts';
import { ask, serve, TOKEN } from './fixtures/client.ts';

const FILES = { manifest: manifest({ nodes: [model('orders')] }) };

test('an unknown field refuses the whole request with 400', async () => {
  const server = await serve(FILES);
  const answer = await ask(server, '{ environment(id: 834) { adapterType foo } }');
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({
    errors: [
      {
        message: 'Cannot query field "foo" on type "Environment".',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  });
});

test('an unknown argument and an unknown filter field are refused alike', async () => {
  const server = await serve(FILES);
  for (const models of ['models(last: 1)', 'models(filter: { name: "orders" })']) {
    const answer = await ask(server, `{ environment(id: 834) { applied { ${models} { totalCount } } } }`);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  }
});

test('an unknown environment answers an error without data', async () => {
  const server = await serve(FILES);
  const answer = await ask(server, '{ environment(id: 1) { adapterType } }');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    errors: [{ message: 'There is no data available for this input', path: ['environment'] }],
    data: null,
  });
});

test('ids are taken as numbers and as text, and given as numbers', async () => {
  const server = await serve(FILES);
  const query =
    'query ($id: BigInt!) { environment(id: $id) { applied { models { edges { node { environmentId accountId } } } } } }';
  for (const id of [834, '834']) {
    const { body } = await ask(server, query, { id });
    expect(body.data.environment.applied.models.edges).toEqual([
      { node: { environmentId: 834, accountId: 71 } },
    ]);
  }
  const textual = await serve(FILES, { bigIntAsString: true });
  const { body } = await ask(textual, query, { id: 834 });
  expect(body.data.environment.applied.models.edges[0].node.environmentId).toBe('834');
});

test('variables that do not fit are refused with 400', async () => {
  const server = await serve(FILES);
  const query = 'query ($id: BigInt!) { environment(id: $id) { adapterType } }';
  for (const variables of [{}, { id: 'many' }]) {
    const answer = await ask(server, query, variables);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  }
});

test('a syntax error, a body that is no query, and a batch are refused with 400', async () => {
  const server = await serve(FILES);
  expect((await ask(server, '{ environment(')).body.errors[0].extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  for (const body of ['no json', '{}', '[{"query":"{__typename}"}]']) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body,
    });
    expect(response.status).toBe(400);
  }
});

test('answers on every path of the platform, by POST only', async () => {
  const server = await serve(FILES);
  const headers = { authorization: `Bearer ${TOKEN}` };
  for (const path of ['/graphql', '/graphql/', '/beta/graphql']) {
    const response = await fetch(`${server.adminUrl}${path}`, {
      method: 'POST',
      headers,
      body: '{"query":"{__typename}"}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
  expect((await fetch(server.url, { headers })).status).toBe(405);
  expect((await fetch(`${server.adminUrl}/`, { headers })).status).toBe(404);
});
