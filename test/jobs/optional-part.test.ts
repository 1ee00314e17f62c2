import { expect, test } from 'vitest';
import { DbtError } from '../../src/dbt/errors.ts';
import { createSystem, cursorsTo, idsOf, outcomeOf, settled } from './fixture.ts';

const LIST = 'applied.models';
const GRAPH = 'applied.graph_models';
const DAMAGE = new DbtError('DBT_RESPONSE_INVALID', 'A row of the graph is damaged.');

/** The applied state, and the graph that others do without, read side by side. */
function begin(pages: number) {
  const system = createSystem({ [LIST]: pages, [GRAPH]: pages });
  const { jobs, applied, graph } = system.replica;
  return { ...system, applied: outcomeOf(jobs.read(applied)), graph: outcomeOf(jobs.read(graph)) };
}

test('a page that fails with an optional part is read without it, at once; that part alone has failed', async () => {
  const { dbt, replica, applied, graph } = begin(3);
  await dbt.answer(1);
  (await dbt.next()).fail(DAMAGE);
  await dbt.answer(2);
  await settled();
  expect(applied).toEqual({ value: idsOf(LIST, 3), error: null });
  expect(graph).toEqual({ value: null, error: DAMAGE });
  expect(dbt.cursorsOf(LIST)).toEqual(['start', 'p1', 'p1', 'p2']);
  expect(dbt.cursorsOf(GRAPH)).toEqual(['start', 'p1']);
  expect(replica.sleeper.pauses).toEqual([]);
});

test('the pages of the optional part that have come are kept for the next that asks', async () => {
  const { dbt, replica } = begin(3);
  await dbt.answer(1);
  (await dbt.next()).fail(DAMAGE);
  await dbt.answer(2);
  await settled();
  const again = outcomeOf(replica.jobs.read(replica.graph));
  await dbt.answer(2);
  await settled();
  expect(again.value).toEqual(idsOf(GRAPH, 3));
  expect(dbt.cursorsOf(GRAPH)).toEqual(['start', 'p1', 'p1', 'p2']);
});

test('a page that fails without the optional part, too, has failed for all of them, which go on after a pause', async () => {
  const { dbt, time, replica, applied, graph } = begin(2);
  const down = new DbtError('DBT_UNREACHABLE', 'dbt is down.');
  (await dbt.next()).fail(DAMAGE);
  (await dbt.next()).fail(down);
  await settled();
  expect([applied.error, graph.error]).toEqual([down, down]);
  expect(replica.sleeper.pauses).toEqual([1000]);
  const again = outcomeOf(replica.jobs.read(replica.graph));
  await time.turn(1000);
  await dbt.answer(2);
  await settled();
  expect(again.value).toEqual(idsOf(GRAPH, 2));
  expect(dbt.cursorsOf(GRAPH)).toEqual(['start', ...cursorsTo(2)]);
});

test.each(['DBT_RATE_LIMITED', 'DBT_TOKEN_REJECTED'] as const)(
  'a page that fails with %s, which has nothing to do with its parts, is not asked again at once',
  async (code) => {
    const { dbt, applied, graph } = begin(2);
    (await dbt.next()).fail(new DbtError(code, 'No.'));
    await settled();
    expect([applied.error, graph.error]).toMatchObject([{ code }, { code }]);
    expect(dbt.asked).toHaveLength(1);
  },
);

test('an optional part that fails alone goes on after a pause', async () => {
  const { dbt, time, replica } = createSystem({ [GRAPH]: 2 });
  const read = outcomeOf(replica.jobs.read(replica.graph));
  (await dbt.next()).fail(DAMAGE);
  await settled();
  expect(read.error).toBe(DAMAGE);
  await time.turn(1000);
  await dbt.answer(2);
  await settled();
  expect(dbt.cursorsOf(GRAPH)).toEqual(['start', ...cursorsTo(2)]);
});
