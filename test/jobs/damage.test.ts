import { expect, test } from 'vitest';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { type Asked, createSystem, cursorsTo, idsOf, MINUTE_MS, outcomeOf, settled } from './fixture.ts';

const LIST = 'applied.models';
const TESTS = 'applied.tests';

/** Answers with a page of this list that leads back to where the read has been. */
function repeatCursor(
  { cursors, answer }: Asked,
  list: typeof LIST | typeof TESTS,
  dbt: { pageOf: Pages },
): void {
  const page = dbt.pageOf(cursors);
  const damaged = {
    rows: [{ uniqueId: 'x', severity: null }],
    hasNextPage: true,
    endCursor: 'p1',
    totalRows: 9,
  };
  answer({ ...page, lists: { ...page.lists, [list]: damaged } });
}
type Pages = ReturnType<typeof createSystem>['dbt']['pageOf'];

test('a list that leads back to where it was is read anew after a pause', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 4 }, createOuterMemory());
  const first = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  repeatCursor(await dbt.next(), LIST, dbt);
  await settled();
  expect(first.error).toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
  expect(dbt.asked.length).toBe(3);
  await time.turn(1000);
  const second = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(4);
  await settled();
  expect(second.value).toEqual(idsOf(LIST, 4));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(3), ...cursorsTo(4)]);
});

test('a process that is new does not go on with the pages of a damaged list', async () => {
  const { dbt, locks, start, replica } = createSystem({ [LIST]: 4 }, createOuterMemory());
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  repeatCursor(await dbt.next(), LIST, dbt);
  await settled();
  locks.take('dead');
  const next = start();
  const read = outcomeOf(next.jobs.read(next.applied));
  await dbt.answer(4);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 4));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(3), ...cursorsTo(4)]);
});

test('a list that stays damaged is read less and less often', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 4 });
  outcomeOf(replica.jobs.read(replica.applied));
  for (const pauseMs of [1000, 2000, 5000, 15_000, 30_000, 30_000]) {
    await dbt.answer(2);
    repeatCursor(await dbt.next(), LIST, dbt);
    await settled();
    expect(replica.sleeper.pauses.at(-1)).toBe(pauseMs);
    await time.turn(pauseMs);
  }
});

test('a damaged list of one part costs the other parts neither a page nor a pause', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 4, [TESTS]: 4 });
  const applied = outcomeOf(replica.jobs.read(replica.applied));
  const severities = outcomeOf(replica.jobs.read(replica.severities));
  await dbt.answer(2);
  repeatCursor(await dbt.next(), TESTS, dbt);
  await dbt.answer(1);
  await settled();
  expect(applied.value).toEqual(idsOf(LIST, 4));
  expect(severities.error).toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
  expect([dbt.cursorsOf(LIST), replica.sleeper.pauses]).toEqual([cursorsTo(4), []]);
  await time.turn(MINUTE_MS);
  const again = outcomeOf(replica.jobs.read(replica.severities));
  await dbt.answer(4);
  await settled();
  expect(again.value).toEqual(idsOf(TESTS, 4));
});

test('a part that was left in the middle and asked for again while a page is read keeps its pages', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 6, [TESTS]: 3 });
  const { jobs, applied, severities } = replica;
  outcomeOf(jobs.read(applied));
  await dbt.answer(1);
  outcomeOf(jobs.read(severities));
  await dbt.answer(2);
  // The page of both is damaged for the tests alone, which are left at their beginning.
  repeatCursor(await dbt.next(), TESTS, dbt);
  const open = await dbt.next();
  const read = outcomeOf(jobs.read(severities));
  open.answer();
  await dbt.answer(3);
  await settled();
  expect(read).toEqual({ value: idsOf(TESTS, 3), error: null });
});
