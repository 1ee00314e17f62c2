import { expect, test } from 'vitest';
import { run } from '../support/artifact-folder.ts';
import { model } from '../support/artifact-nodes.ts';
import { askEntities, column, columnFacts, entities, table } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';
import { startStack } from '../support/start-stack.ts';

const AT = '2026-11-26T02:00:05Z';
const orders = model('wh.marts.orders');
const other = model('wh.marts.other');
const first = model('wh.marts.twice', { unique_id: 'model.shop.first', name: 'first' });
const second = model('wh.marts.twice', { unique_id: 'model.shop.second', name: 'second' });

const WITHOUT_FACTS = {
  dbtDescription: null,
  lastRefreshedAt: null,
  dbtTests: null,
};
const FIELDS = 'dbtDescription lastRefreshedAt dbtTests { uniqueId } dbt { match { status reason } }';

test('a column of a tenant without an integration says NOT_CONFIGURED, as its table does', async () => {
  await using stack = await startStack({ connect: false });
  const [found] = await entities(stack, [column('wh.marts.orders', 'id')], `... on Column { ${FIELDS} }`);
  expect(found).toEqual({
    ...WITHOUT_FACTS,
    dbt: { match: { status: 'NOT_CONFIGURED', reason: expect.stringMatching(/configureDbtIntegration/) } },
  });
});

test('a column of a table that dbt could not be asked about says UNAVAILABLE, as its table does', async () => {
  await using stack = await serve({
    nodes: [orders],
    runs: [run('run', AT, { [orders.unique_id]: 'success' })],
  });
  stack.discovery.switchboard.set({ status: 401 });
  const { body } = await askEntities(
    stack,
    [table('wh.marts.orders'), column('wh.marts.orders', 'id')],
    `... on Table { dbtDescription table: dbt { match { status } } } ... on Column { ${FIELDS} }`,
  );
  expect(body.data._entities).toEqual([
    { dbtDescription: null, table: { match: { status: 'UNAVAILABLE' } } },
    {
      ...WITHOUT_FACTS,
      dbt: { match: { status: 'UNAVAILABLE', reason: expect.stringMatching(/.{20,}/) } },
    },
  ]);
});

test.each([
  ['wh.marts.nothing', 'NOT_IN_DBT'],
  ['wh.marts.other', 'NOT_BUILT'],
  ['wh.marts.twice', 'AMBIGUOUS'],
])('a column of %s, which is %s, says TABLE_NOT_MATCHED', async (path, tableStatus) => {
  const results = Object.fromEntries([orders, first, second].map(({ unique_id }) => [unique_id, 'success']));
  await using stack = await serve({ nodes: [orders, other, first, second], runs: [run('run', AT, results)] });
  const [found] = await entities(stack, [table(path)], '... on Table { dbt { match { status } } }');
  expect(found.dbt.match.status).toBe(tableStatus);
  expect(await columnFacts(stack, path, 'id', FIELDS)).toEqual({
    ...WITHOUT_FACTS,
    dbt: { match: { status: 'TABLE_NOT_MATCHED', reason: expect.stringMatching(/.{20,}/) } },
  });
});

test('tables and columns share one enum: a selection over both needs no alias', async () => {
  await using stack = await serve({
    nodes: [orders],
    runs: [run('run', AT, { [orders.unique_id]: 'success' })],
  });
  const found = await entities(
    stack,
    [table('wh.marts.orders'), column('wh.marts.nothing', 'id')],
    '... on Table { dbt { match { status } } } ... on Column { dbt { match { status } } }',
  );
  expect(found).toEqual([
    { dbt: { match: { status: 'EXACT' } } },
    { dbt: { match: { status: 'TABLE_NOT_MATCHED' } } },
  ]);
});
