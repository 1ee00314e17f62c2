import { expect, test } from 'vitest';
import { type Project, run } from '../support/artifact-folder.ts';
import { model, notNull, source } from '../support/artifact-nodes.ts';
import { tableFacts } from '../support/entities.ts';
import { serve } from '../support/serve-projects.ts';

// UNKNOWN stands between DEGRADED and CAUTION: a fault that is known shows.

const AT = '2026-11-26T02:00:05Z';
const other = model('wh.marts.other');
const orders = model('wh.marts.orders');
const tested = notNull(orders, 'id');

/** `orders` is in the warehouse, as its catalog says, and no run is known that built it. */
function project(outcome: string | null, more: Project['nodes'] = []): Project {
  const verdict = outcome === null ? {} : { [tested.unique_id]: outcome };
  return {
    nodes: [other, orders, tested, ...more],
    runs: [run('build', AT, { [other.unique_id]: 'success', ...verdict })],
    catalog: { [orders.unique_id]: ['id'] },
  };
}

test('a table that no run has processed, without a verdict of a test, is UNKNOWN', async () => {
  await using stack = await serve(project(null));
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', 'dbt { match { status } health }');
  expect(dbt).toEqual({ match: { status: 'EXACT' }, health: 'UNKNOWN' });
});

test('one sentence says why it is UNKNOWN', async () => {
  await using stack = await serve(project(null));
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', 'dbt { healthReasons }');
  expect(dbt.healthReasons).toEqual([expect.stringMatching(/.{15,}/)]);
});

test.each([
  ['pass', 'CAUTION'],
  ['warn', 'CAUTION'],
  ['fail', 'DEGRADED'],
  ['error', 'DEGRADED'],
])('a test that reads "%s" is known all the same: %s', async (outcome, health) => {
  await using stack = await serve(project(outcome));
  const { dbt } = await tableFacts(stack, 'wh.marts.orders', 'dbt { health }');
  expect(dbt.health).toBe(health);
});

test.each(['wh.marts.nothing', 'wh.marts.later'])('%s, which is not matched, is UNKNOWN', async (path) => {
  await using stack = await serve(project(null, [model('wh.marts.later')]));
  const { dbt } = await tableFacts(stack, path, 'dbt { health }');
  expect(dbt.health).toBe('UNKNOWN');
  const reasons = await tableFacts(stack, path, 'dbt { healthReasons }');
  expect(reasons.dbt.healthReasons).toEqual([expect.stringMatching(/.{15,}/)]);
});

test('a matched source is never UNKNOWN', async () => {
  await using stack = await serve(project(null, [source('raw', 'wh.raw.bare')]));
  const { dbt } = await tableFacts(stack, 'wh.raw.bare', 'dbt { match { status } health }');
  expect(dbt).toEqual({ match: { status: 'EXACT' }, health: 'CAUTION' });
});
