import { expect, test } from 'vitest';
import { column, entities, table } from '../support/entities.ts';
import { startStack } from '../support/start-stack.ts';

const FIELDS = 'dbtDescription lastRefreshedAt dbtTests { name }';

test('without an integration the three fields are null, and the metadata says why', async () => {
  await using stack = await startStack({ connect: false });
  const reason = expect.stringContaining('configureDbtIntegration');
  const nothing = { dbtDescription: null, lastRefreshedAt: null, dbtTests: null };
  const found = await entities(
    stack,
    [table('marts.orders'), column('marts.orders', 'order_id')],
    `... on Table { ${FIELDS} dbt { match { status reason candidates { name } } node { name } health } }
     ... on Column { ${FIELDS} column: dbt { match { status reason } } }`,
  );
  expect(found).toEqual([
    {
      ...nothing,
      dbt: { match: { status: 'NOT_CONFIGURED', reason, candidates: [] }, node: null, health: 'UNKNOWN' },
    },
    { ...nothing, column: { match: { status: 'NOT_CONFIGURED', reason } } },
  ]);
  expect(stack.discovery.requests.all()).toEqual([]);
});

test('facts appear with the integration, and go with it', async () => {
  await using stack = await startStack({ connect: false });
  const statusOf = async () => {
    const [found] = await entities(
      stack,
      [table('marts.orders')],
      '... on Table { dbt { match { status } } }',
    );
    return found.dbt.match.status;
  };
  expect(await statusOf()).toBe('NOT_CONFIGURED');
  await stack.connect();
  expect(await statusOf()).toBe('EXACT');
  const { body } = await stack.query('mutation { removeDbtIntegration { removed userErrors { message } } }');
  expect(body).toEqual({ data: { removeDbtIntegration: { removed: true, userErrors: [] } } });
  expect(await statusOf()).toBe('NOT_CONFIGURED');
});
