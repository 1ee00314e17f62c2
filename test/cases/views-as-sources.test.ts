import { expect, test } from 'vitest';
import { type CheckedSource, run } from '../support/artifact-folder.ts';
import { DAILY, model, source } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

const stg = model('wh.marts.stg', { description: 'About stg.' });
const contacts = source('crm', 'wh.raw.v_contacts', { description: 'Contacts.', freshness: DAILY });
const built = run('build', '2026-11-25T02:00:05Z', { [stg.unique_id]: 'success' });

const FIELDS = `lastRefreshedAt dbt { match { status } health
  freshness { refreshedAt basis unknownReason sourceStatus sourceCheckedAt } }`;

function checked(result: CheckedSource) {
  return {
    nodes: [stg, contacts],
    runs: [built],
    checks: [{ at: '2026-11-25T03:00:00Z', results: { [contacts.unique_id]: result } }],
  };
}

test('a newest row as old as the check itself is no refresh time: the source is a view', async () => {
  const moment = '2026-11-25T03:00:00.123456789Z';
  await using stack = await serve(checked({ status: 'pass', maxLoadedAt: moment, snapshottedAt: moment }));
  expect(await tableFacts(stack, 'wh.raw.v_contacts', FIELDS)).toEqual({
    lastRefreshedAt: null,
    dbt: {
      match: { status: 'EXACT' },
      health: 'HEALTHY',
      freshness: {
        refreshedAt: null,
        basis: 'UNKNOWN',
        unknownReason: expect.stringMatching(/view|moment|check/i),
        sourceStatus: 'PASS',
        sourceCheckedAt: '2026-11-25T03:00:00.123Z',
      },
    },
  });
  const { dbt } = await tableFacts(stack, 'wh.raw.v_contacts', 'dbt { healthReasons }');
  expect(dbt.healthReasons).toEqual([]);
});

test.each([
  ['2026-11-25T03:00:00.123456Z', '2026-11-25T03:00:00.123457Z', '2026-11-25T03:00:00.123Z'],
  ['2026-11-25T03:00:00.123456788Z', '2026-11-25T03:00:00.123456789Z', '2026-11-25T03:00:00.123Z'],
  ['2026-11-25T02:59:59Z', '2026-11-25T03:00:00Z', '2026-11-25T02:59:59.000Z'],
  ['2026-11-24T03:00:00.5Z', '2026-11-25T03:00:00.5Z', '2026-11-24T03:00:00.500Z'],
])('a newest row of %s, seen at %s, is a refresh time', async (maxLoadedAt, snapshottedAt, refreshedAt) => {
  await using stack = await serve(checked({ status: 'pass', maxLoadedAt, snapshottedAt }));
  const { lastRefreshedAt, dbt } = await tableFacts(stack, 'wh.raw.v_contacts', FIELDS);
  expect(lastRefreshedAt).toBe(refreshedAt);
  expect(dbt.freshness).toMatchObject({ basis: 'SOURCE_MAX_LOADED_AT', unknownReason: null });
});

test.each(['2026-11-25T03:00:00.123456Z', '2026-11-25T03:00:00Z'])(
  'a view of which the clock shows no more digits than %s is still one',
  async (moment) => {
    await using stack = await serve(checked({ status: 'pass', maxLoadedAt: moment, snapshottedAt: moment }));
    const { lastRefreshedAt, dbt } = await tableFacts(stack, 'wh.raw.v_contacts', FIELDS);
    expect(lastRefreshedAt).toBeNull();
    expect(dbt.freshness).toMatchObject({ basis: 'UNKNOWN', sourceStatus: 'PASS' });
  },
);

test('a date in the future is shown as it is', async () => {
  await using stack = await serve(
    checked({ status: 'pass', maxLoadedAt: '2027-01-01T00:00:00Z', snapshottedAt: '2026-11-25T03:00:00Z' }),
  );
  const { lastRefreshedAt } = await tableFacts(stack, 'wh.raw.v_contacts', 'lastRefreshedAt');
  expect(lastRefreshedAt).toBe('2027-01-01T00:00:00.000Z');
});
