import { expect, test } from 'vitest';
import { callsByEnvironment, callsNamed, operationNames } from '../support/discovery-calls.ts';
import { entities, table } from '../support/entities.ts';
import { indexRead } from '../support/index-read.ts';
import { DEMO_ENVIRONMENTS, type Stack, startStack } from '../support/start-stack.ts';

/** The index is read when an integration is saved, before anybody asks. */

const ORDERS = [table('marts.orders')];
const SAVED = 'integration { revision } userErrors { code }';

/** Runs a mutation, waits for nothing but its answer and what it sets off, and tells what was asked of dbt for each environment. */
async function indexReadsOf(stack: Stack, mutation: string, variables = {}) {
  stack.discovery.requests.clear();
  const { body } = await stack.query(mutation, variables);
  expect(body.errors).toBeUndefined();
  // Nobody has read yet: the requests come by themselves.
  await expect.poll(() => callsNamed(stack, 'DbtIndex').length).toBeGreaterThanOrEqual(2);
  await indexRead(stack.url);
  const reads = callsNamed(stack, 'DbtIndex').filter(({ query }) =>
    query?.includes('applied { lastUpdatedAt latestGitSha models('),
  );
  return { data: body.data, reads: reads.map(({ variables: asked }) => asked?.environmentId).sort() };
}

test.each<[string, string, (stack: Stack) => object]>([
  [
    'that is connected',
    `mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { ${SAVED} } }`,
    ({ discovery, serviceToken }) => ({
      input: { apiHost: discovery.adminUrl, serviceToken, environmentIds: ['834', '912'] },
    }),
  ],
  [
    'whose token is rotated',
    `mutation ($token: String!) { rotateDbtServiceToken(serviceToken: $token) { ${SAVED} } }`,
    ({ serviceToken }) => ({ token: serviceToken }),
  ],
  ['that is refreshed', `mutation { refreshDbtMetadata { ${SAVED} } }`, () => ({})],
])(
  'the applied state of each environment of an integration %s is read once, and nothing else',
  async (_what, mutation, variables) => {
    await using stack = await startStack();
    const { data, reads } = await indexReadsOf(stack, mutation, variables(stack));
    expect(Object.values(data)).toEqual([{ integration: { revision: 2 }, userErrors: [] }]);
    expect(reads).toEqual(['834', '912']);
    for (const { query } of callsNamed(stack, 'DbtIndex'))
      expect(query).not.toMatch(/tests\(|definition \{[^}]*\(/);
    stack.discovery.requests.clear();
    await entities(stack, ORDERS, '... on Table { dbt { match { status } } }');
    expect(stack.discovery.requests.all()).toEqual([]);
  },
);

test('the first save begins the read as well', async () => {
  await using stack = await startStack({ connect: false, environments: DEMO_ENVIRONMENTS.slice(0, 1) });
  const { discovery, serviceToken } = stack;
  await stack.query(
    `mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { ${SAVED} } }`,
    { input: { apiHost: discovery.adminUrl, serviceToken, environmentIds: ['834'] } },
  );
  await expect.poll(() => callsNamed(stack, 'DbtIndex')).toHaveLength(1);
});

test('an integration that is removed costs no request, nor do readers afterwards', async () => {
  await using stack = await startStack();
  const { body } = await stack.query('mutation { removeDbtIntegration { removed } }');
  expect(body.data.removeDbtIntegration).toEqual({ removed: true });
  const [orders] = await entities(stack, ORDERS, '... on Table { dbt { match { status } } }');
  expect(orders.dbt.match.status).toBe('NOT_CONFIGURED');
  expect(stack.discovery.requests.all()).toEqual([]);
});

test('unmatched tables whose reason is asked for cost one read of the definition state of each environment', async () => {
  await using stack = await startStack();
  const unknown = ['scratch.tmp_import', 'scratch.customers', 'marts.nothing'].map(table);
  const fields = '... on Table { dbt { match { status reason } } }';
  await entities(stack, unknown, fields);
  expect(operationNames(stack)).toEqual(['DbtDefinitionIndex', 'DbtDefinitionIndex']);
  expect(callsByEnvironment(stack)).toEqual({ '834': 1, '912': 1 });
});
