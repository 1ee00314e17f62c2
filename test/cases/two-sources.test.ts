import { expect, test } from 'vitest';
import { type CheckedSource, type Project, run } from '../support/artifact-folder.ts';
import { columns, DAILY, type Fields, model, notNull, source } from '../support/artifact-nodes.ts';
import { columnFacts, tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

// Two sources over one relation are one table. By uniqueId `crm` comes before `erp`.

const CHECKED_AT = '2026-11-26T03:00:00Z';
const reader = model('wh.marts.reader');
const crm = (fields: Fields = {}) => source('crm', 'wh.raw.contacts', { freshness: DAILY, ...fields });
const erp = (fields: Fields = {}) => source('erp', 'wh.raw.contacts', { freshness: DAILY, ...fields });

function project(nodes: Project['nodes'], more: Partial<Project> = {}): Project {
  const runs = [run('run', '2026-11-26T02:00:05Z', { [reader.unique_id]: 'success' })];
  return { nodes: [reader, ...nodes], runs, ...more };
}

function checked(results: Readonly<Record<'crm' | 'erp', CheckedSource | undefined>>): Project {
  const found = Object.entries(results).flatMap(([group, result]) =>
    result === undefined ? [] : [[`source.shop.${group}.contacts`, result]],
  );
  const checks = [{ at: CHECKED_AT, results: Object.fromEntries(found) }];
  return project([crm({ description: 'Contacts.' }), erp()], { checks });
}

test('both are candidates, the first by uniqueId answers, and it is no conflict', async () => {
  await using stack = await serve(project([erp(), crm()]));
  const { dbt } = await tableFacts(
    stack,
    'wh.raw.contacts',
    'dbt { match { status candidates { uniqueId } } node { uniqueId } }',
  );
  expect(dbt).toEqual({
    match: {
      status: 'EXACT',
      candidates: [{ uniqueId: 'source.shop.crm.contacts' }, { uniqueId: 'source.shop.erp.contacts' }],
    },
    node: { uniqueId: 'source.shop.crm.contacts' },
  });
});

test.each<[string, Fields, Fields, string | null]>([
  ['the first that has a text', { description: 'CRM.' }, { description: 'ERP.' }, 'CRM.'],
  ['the second, where the first has none', { description: ' ' }, { description: 'ERP.' }, 'ERP.'],
  ['own before group', { source_description: 'CRM group.' }, { description: 'ERP.' }, 'ERP.'],
  [
    'the first group',
    { source_description: 'CRM group.' },
    { source_description: 'ERP group.' },
    'CRM group.',
  ],
  ['the second group, where it is all there is', {}, { source_description: 'ERP group.' }, 'ERP group.'],
  ['nothing, where there is nothing', {}, {}, null],
])('the text is that of %s', async (_what, first, second, dbtDescription) => {
  await using stack = await serve(project([crm(first), erp(second)]));
  expect(await tableFacts(stack, 'wh.raw.contacts', 'dbtDescription')).toEqual({ dbtDescription });
});

test('a column has the text of the first source that has one', async () => {
  const first = crm({ columns: columns({ id: 'CRM id.', email: ' ', phone: '' }) });
  const second = erp({ columns: columns({ id: 'ERP id.', email: 'ERP email.', PHONE: 'ERP phone.' }) });
  const names = ['id', 'email', 'phone'];
  await using stack = await serve(
    project([first, second], { catalog: { [first.unique_id]: names, [second.unique_id]: names } }),
  );
  const texts = await Promise.all(
    names.map(
      async (name) => (await columnFacts(stack, 'wh.raw.contacts', name, 'dbtDescription')).dbtDescription,
    ),
  );
  expect(texts).toEqual(['CRM id.', 'ERP email.', 'ERP phone.']);
});

test('columns that only the second source knows are known', async () => {
  const second = erp({ columns: columns({ email: 'ERP email.' }) });
  await using stack = await serve(project([crm(), second], { catalog: { [second.unique_id]: ['email'] } }));
  expect(
    await columnFacts(stack, 'wh.raw.contacts', 'email', 'dbtDescription dbt { match { status } dataType }'),
  ).toEqual({ dbtDescription: 'ERP email.', dbt: { match: { status: 'EXACT' }, dataType: 'VARCHAR' } });
});

const FRESH: CheckedSource = { status: 'pass', maxLoadedAt: '2026-11-26T01:00:00Z' };
const LATE: CheckedSource = { status: 'warn', maxLoadedAt: '2026-11-25T01:00:00Z' };
const TOO_LATE: CheckedSource = { status: 'error', maxLoadedAt: '2026-11-20T01:00:00Z' };
const BROKEN: CheckedSource = { status: 'runtime error' };

test.each([
  ['pass and error', FRESH, TOO_LATE, 'ERROR', 'DEGRADED'],
  ['warn and pass', LATE, FRESH, 'WARN', 'CAUTION'],
  ['warn and a check that broke', LATE, BROKEN, 'ERROR', 'DEGRADED'],
  ['no check and warn', undefined, LATE, 'WARN', 'CAUTION'],
  ['no check and error', undefined, TOO_LATE, 'ERROR', 'DEGRADED'],
  ['two passes', FRESH, FRESH, 'PASS', 'HEALTHY'],
] as const)(
  '%s: the worse verdict stands, and no verdict is not one',
  async (_what, first, second, status, health) => {
    await using stack = await serve(checked({ crm: first, erp: second }));
    const { dbt } = await tableFacts(stack, 'wh.raw.contacts', 'dbt { freshness { sourceStatus } health }');
    expect(dbt).toEqual({ freshness: { sourceStatus: status }, health });
  },
);

test.each([
  ['the first', FRESH, TOO_LATE, '2026-11-26T01:00:00.000Z'],
  ['the second, where the first was never checked', undefined, TOO_LATE, '2026-11-20T01:00:00.000Z'],
  ['the second, where the check of the first broke', BROKEN, LATE, '2026-11-25T01:00:00.000Z'],
  [
    'the second, where the first is a view',
    { status: 'pass', maxLoadedAt: CHECKED_AT },
    LATE,
    '2026-11-25T01:00:00.000Z',
  ],
])('the refresh time is that of %s', async (_what, first, second, refreshedAt) => {
  await using stack = await serve(checked({ crm: first, erp: second }));
  expect(
    await tableFacts(stack, 'wh.raw.contacts', 'lastRefreshedAt dbt { freshness { basis unknownReason } }'),
  ).toEqual({
    lastRefreshedAt: refreshedAt,
    dbt: { freshness: { basis: 'SOURCE_MAX_LOADED_AT', unknownReason: null } },
  });
});

test('the tests of both are shown, each once, on the column too', async () => {
  const tests = [notNull(crm(), 'id'), notNull(erp(), 'id')];
  await using stack = await serve(project([crm(), erp(), ...tests]));
  const ids = tests.map(({ unique_id }) => ({ uniqueId: unique_id }));
  expect(await tableFacts(stack, 'wh.raw.contacts', 'dbtTests { uniqueId }')).toEqual({ dbtTests: ids });
  expect(await columnFacts(stack, 'wh.raw.contacts', 'id', 'dbtTests { uniqueId }')).toEqual({
    dbtTests: ids,
  });
});

test('over two environments their order comes first, and the other fills what is missing', async () => {
  await using stack = await serve(
    project([erp({ source_description: 'ERP group.' })]),
    project([crm({ description: 'CRM.' })]),
  );
  const { dbtDescription, dbt } = await tableFacts(
    stack,
    'wh.raw.contacts',
    'dbtDescription dbt { match { status candidates { uniqueId environment { id } } } node { uniqueId } }',
  );
  expect(dbtDescription).toBe('CRM.');
  expect(dbt).toEqual({
    match: {
      status: 'EXACT',
      candidates: [
        { uniqueId: 'source.shop.erp.contacts', environment: { id: '1' } },
        { uniqueId: 'source.shop.crm.contacts', environment: { id: '2' } },
      ],
    },
    node: { uniqueId: 'source.shop.erp.contacts' },
  });
});
