import { expect, test } from 'vitest';
import { type Project, run } from '../support/artifact-folder.ts';
import { columns, DAILY, model, notNull, seed, source } from '../support/artifact-nodes.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

// A model, seed or snapshot, and a source declared over its relation.

const AT = '2026-11-26T02:00:05Z';

function built(nodes: Project['nodes'], more: Partial<Project> = {}): Project {
  const builders = nodes.filter(({ resource_type }) => /^(model|seed|snapshot)$/.test(resource_type));
  const results = Object.fromEntries(builders.map(({ unique_id }) => [unique_id, 'success']));
  return { nodes, runs: [run('build', AT, results)], ...more };
}

const TEXT = 'dbtDescription dbt { match { status } node { uniqueId } }';

test.each(['', '   ', '\n\t\n'])(
  'a builder whose text is %j shows the text of the source',
  async (description) => {
    const orders = model('wh.marts.orders', { description });
    const declared = source('app', 'wh.marts.orders', { description: 'Orders, *as the app* has them.\n' });
    await using stack = await serve(built([orders, declared]));
    expect(await tableFacts(stack, 'wh.marts.orders', TEXT)).toEqual({
      dbtDescription: 'Orders, *as the app* has them.\n',
      dbt: { match: { status: 'EXACT' }, node: { uniqueId: orders.unique_id } },
    });
  },
);

test('a builder with a text of its own keeps it', async () => {
  const orders = model('wh.marts.orders', { description: 'Own.' });
  const declared = source('app', 'wh.marts.orders', { description: 'Of the source.' });
  await using stack = await serve(built([orders, declared]));
  expect(await tableFacts(stack, 'wh.marts.orders', 'dbtDescription')).toEqual({ dbtDescription: 'Own.' });
});

test("a source's own text goes before its group's; the group's is better than none", async () => {
  const zones = seed('wh.raw.zones');
  const places = seed('wh.raw.places');
  const own = source('app', 'wh.raw.zones', { description: 'Own.', source_description: 'Group.' });
  const grouped = source('app', 'wh.raw.places', { source_description: 'Group.' });
  await using stack = await serve(built([zones, places, own, grouped]));
  expect(await tableFacts(stack, 'wh.raw.zones', 'dbtDescription')).toEqual({ dbtDescription: 'Own.' });
  expect(await tableFacts(stack, 'wh.raw.places', 'dbtDescription')).toEqual({ dbtDescription: 'Group.' });
});

test('neither has a text: there is none', async () => {
  const orders = model('wh.marts.orders', { description: ' ' });
  await using stack = await serve(built([orders, source('app', 'wh.marts.orders', { description: '\n' })]));
  expect(await tableFacts(stack, 'wh.marts.orders', 'dbtDescription')).toEqual({ dbtDescription: null });
});

test('a column without a text in the builder shows the text of the source, found without case', async () => {
  const orders = model('wh.marts.orders', { columns: columns({ id: 'Key.', amount: '', note: ' ' }) });
  const declared = source('app', 'wh.marts.orders', {
    columns: columns({
      id: 'Key of the source.',
      AMOUNT: 'Amount of the source.',
      note: 'Note of the source.',
    }),
  });
  const catalog = {
    [orders.unique_id]: ['id', 'amount', 'note', 'untold'],
    [declared.unique_id]: ['id', 'amount', 'note', 'untold'],
  };
  await using stack = await serve(built([orders, declared], { catalog }));
  const textOf = async (name: string) =>
    (await columnFacts(stack, 'wh.marts.orders', name, 'dbtDescription')).dbtDescription;
  expect(await textOf('id')).toBe('Key.');
  expect(await textOf('amount')).toBe('Amount of the source.');
  expect(await textOf('NOTE')).toBe('Note of the source.');
  expect(await textOf('untold')).toBeNull();
});

test('a builder without a word shows the texts of its source also where only the builder is in the catalog', async () => {
  const orders = model('wh.marts.orders');
  const declared = source('app', 'wh.marts.orders', { columns: columns({ id: 'Key of the source.' }) });
  const catalog = { [orders.unique_id]: ['id', 'amount'] };
  await using stack = await serve(built([orders, declared], { catalog }));
  expect(
    await columnFacts(stack, 'wh.marts.orders', 'id', 'dbtDescription dbt { match { status } }'),
  ).toEqual({
    dbtDescription: 'Key of the source.',
    dbt: { match: { status: 'EXACT' } },
  });
});

test('the text of the source counts for health: its table is described', async () => {
  const orders = model('wh.marts.orders');
  const declared = source('app', 'wh.marts.orders', { description: 'Of the source.', freshness: DAILY });
  const tested = notNull(orders, 'id');
  const project: Project = {
    nodes: [orders, declared, tested],
    runs: [run('build', AT, { [orders.unique_id]: 'success', [tested.unique_id]: 'pass' })],
    checks: [
      { at: '2026-11-26T03:00:00Z', results: { [declared.unique_id]: { status: 'pass', maxLoadedAt: AT } } },
    ],
  };
  await using stack = await serve(project);
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', 'dbt { health }');
  expect(dbt.health).toBe('HEALTHY');
});

test('the freshness verdict and the tests of the source join those of the builder', async () => {
  const orders = model('wh.marts.orders', { description: 'Orders.' });
  const declared = source('app', 'wh.marts.orders', { freshness: DAILY });
  const tests = [notNull(orders, 'id'), notNull(declared, 'id')];
  const project = built([orders, declared, ...tests], {
    checks: [
      {
        at: '2026-11-26T03:00:00Z',
        results: { [declared.unique_id]: { status: 'warn', maxLoadedAt: '2026-11-24T03:00:00Z' } },
      },
    ],
  });
  await using stack = await serve(project);
  const { lastRefreshedAt, dbtTests, dbt } = await tableFacts(
    stack,
    'wh.marts.orders',
    `lastRefreshedAt dbtTests { uniqueId } dbt { match { candidates { uniqueId } } freshness { basis sourceStatus } }`,
  );
  expect(lastRefreshedAt).toBe('2026-11-26T02:00:05.000Z');
  expect(dbtTests.map(({ uniqueId }: { uniqueId: string }) => uniqueId).sort()).toEqual(
    tests.map(({ unique_id }) => unique_id).sort(),
  );
  expect(dbt).toEqual({
    match: { candidates: [{ uniqueId: orders.unique_id }, { uniqueId: declared.unique_id }] },
    freshness: { basis: 'MODEL_BUILD', sourceStatus: 'WARN' },
  });
});

test('a builder of a later environment answers before a source of an earlier one, and takes its text', async () => {
  const declared = source('app', 'wh.marts.orders', { description: 'Of the source.' });
  const reader = model('wh.marts.reader');
  const orders = model('wh.marts.orders', { description: ' ' });
  await using stack = await serve(built([declared, reader]), built([orders]));
  expect(
    await tableFacts(
      stack,
      'wh.marts.orders',
      'dbtDescription dbt { match { status } node { uniqueId environment { id } } }',
    ),
  ).toEqual({
    dbtDescription: 'Of the source.',
    dbt: { match: { status: 'EXACT' }, node: { uniqueId: orders.unique_id, environment: { id: '2' } } },
  });
});

test('a source that fits exactly stands behind the one builder that fits without case', async () => {
  const orders = model('wh.marts.Orders', { description: 'Of the model.' });
  const declared = source('app', 'wh.marts.orders', { description: 'Of the source.' });
  await using stack = await serve(built([orders, declared]));
  expect(await tableFacts(stack, 'wh.marts.orders', TEXT)).toEqual({
    dbtDescription: 'Of the model.',
    dbt: { match: { status: 'FOLDED' }, node: { uniqueId: orders.unique_id } },
  });
});

test('of several builders that fit without case none goes before the source that fits exactly; all are listed', async () => {
  const first = model('wh.marts.Orders', { description: 'Of the first.' });
  const second = model('wh.marts.ORDERS', { description: 'Of the second.' });
  const declared = source('app', 'wh.marts.orders', { description: 'Of the source.' });
  await using stack = await serve(built([first, second, declared]));
  const { dbtDescription, dbt } = await tableFacts(
    stack,
    'wh.marts.orders',
    'dbtDescription dbt { match { status candidates { uniqueId } } node { uniqueId } }',
  );
  expect(dbtDescription).toBe('Of the source.');
  expect(dbt.match.status).toBe('EXACT');
  expect(dbt.node).toEqual({ uniqueId: declared.unique_id });
  expect(dbt.match.candidates.map(({ uniqueId }: { uniqueId: string }) => uniqueId).sort()).toEqual(
    [first, second, declared].map(({ unique_id }) => unique_id).sort(),
  );
});
