import { expect, test } from 'vitest';
import { DbtError } from '../../src/dbt/errors.ts';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { createFakeLocks, createSystem, cursorsTo, idsOf, MINUTE_MS, outcomeOf, settled } from './fixture.ts';

const LIST = 'applied.models';

test('a process that is new goes on at the page at which the one before it was killed', async () => {
  const { dbt, start, replica } = createSystem({ [LIST]: 100 }, createOuterMemory());
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(60);
  await dbt.next();
  const next = start({ locks: createFakeLocks() });
  const read = outcomeOf(next.jobs.read(next.applied));
  await dbt.answer(40);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 100));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(61), ...cursorsTo(100).slice(60)]);
});

test('without a cache outside the process it begins anew', async () => {
  const { dbt, start, replica } = createSystem({ [LIST]: 5 });
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(3);
  await dbt.next();
  const next = start({ locks: createFakeLocks() });
  const read = outcomeOf(next.jobs.read(next.applied));
  await dbt.answer(5);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 5));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(4), ...cursorsTo(5)]);
});

test.each([
  ['that were read ten minutes ago', 10 * MINUTE_MS, 0],
  ['from before a change', 1000, 500],
])('it does not go on with pages %s', async (_, laterMs, changedMs) => {
  const { dbt, time, start, replica } = createSystem({ [LIST]: 3 }, createOuterMemory());
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  await dbt.next();
  if (changedMs > 0) time.clock.changedAtMs = time.clock.nowMs + changedMs;
  time.clock.nowMs += laterMs;
  const next = start({ locks: createFakeLocks() });
  outcomeOf(next.jobs.read(next.applied));
  await dbt.next();
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(3), 'start']);
});

test('where a page of the middle is lost, it goes on before that page', async () => {
  const outer = createOuterMemory();
  const { dbt, start, replica } = createSystem({ [LIST]: 6 }, outer);
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(4);
  await dbt.next();
  await outer.deleteByPrefix('pages/applied/2');
  const next = start({ locks: createFakeLocks() });
  const read = outcomeOf(next.jobs.read(next.applied));
  await dbt.answer(4);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 6));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(5), ...cursorsTo(6).slice(2)]);
});

test('of two replicas one reads, the other answers with what it has read, and knows how far it is', async () => {
  const { dbt, time, start, replica } = createSystem({ [LIST]: 10 }, createOuterMemory());
  const other = start();
  const read = outcomeOf(replica.jobs.read(replica.applied));
  const followed = outcomeOf(other.jobs.read(other.applied));
  await dbt.answer(4);
  await time.turn(50);
  expect(other.applied.progress()).toMatchObject({ rows: 4, totalRows: 10 });
  await dbt.answer(6);
  await settled();
  await time.turn(1000);
  expect([read.value, followed.value]).toEqual([idsOf(LIST, 10), idsOf(LIST, 10)]);
  expect(dbt.cursorsOf(LIST)).toEqual(cursorsTo(10));
});

test('the other one is told by a message, and does not wait for its next look', async () => {
  const { dbt, time, start, replica } = createSystem({ [LIST]: 1 }, createOuterMemory());
  const other = start();
  outcomeOf(replica.jobs.read(replica.applied));
  const followed = outcomeOf(other.jobs.read(other.applied));
  for (let look = 0; look < 8; look++) await time.turn(1000);
  await dbt.answer(1);
  await settled();
  expect(followed.value).toBeNull();
  other.jobs.wake();
  await settled();
  expect(followed.value).toEqual(idsOf(LIST, 1));
});

test('the one that reads dies: the other takes over with its pages', async () => {
  const { dbt, time, locks, start, replica } = createSystem({ [LIST]: 10 }, createOuterMemory());
  const other = start();
  outcomeOf(replica.jobs.read(replica.applied));
  const followed = outcomeOf(other.jobs.read(other.applied));
  await dbt.answer(4);
  await dbt.next();
  locks.take('dead');
  await time.turn(1000);
  await dbt.answer(6);
  await settled();
  expect(followed.value).toEqual(idsOf(LIST, 10));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(5), ...cursorsTo(10).slice(4)]);
});

test('the one that reads loses its lock, and gets it again: it goes on behind the pages of the other', async () => {
  const { dbt, time, locks, start } = createSystem({ [LIST]: 10 }, createOuterMemory());
  let isOut = false;
  const replica = start({
    locks: { ...locks, acquire: async (name) => (isOut ? null : locks.acquire(name)) },
  });
  const other = start();
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(3);
  await dbt.next();
  isOut = true;
  locks.take('alive');
  const taken = outcomeOf(other.jobs.read(other.applied));
  await settled();
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(4), 'p3']);
  await dbt.answer(4);
  (await dbt.next()).fail(new DbtError('DBT_UNREACHABLE', 'away'));
  await settled();
  expect(taken.error).toMatchObject({ code: 'DBT_UNREACHABLE' });
  isOut = false;
  await time.turn(50);
  await dbt.answer(3);
  await settled();
  expect(read.value).toEqual(idsOf(LIST, 10));
  expect(dbt.cursorsOf(LIST)).toEqual([...cursorsTo(4), 'p3', 'p4', 'p5', 'p6', 'p7', 'p7', 'p8', 'p9']);
});

test('a change that is told in mid-read costs nobody who waits a second read', async () => {
  const { dbt, time, start, replica } = createSystem({ [LIST]: 3 }, createOuterMemory());
  const other = start();
  const read = outcomeOf(replica.jobs.read(replica.applied));
  const followed = outcomeOf(other.jobs.read(other.applied));
  await dbt.answer(2);
  time.clock.nowMs += 1000;
  time.clock.changedAtMs = time.clock.nowMs;
  await dbt.answer(1);
  await settled();
  await time.turn(1000);
  expect([read.value, followed.value]).toEqual([idsOf(LIST, 3), idsOf(LIST, 3)]);
  expect(dbt.cursorsOf(LIST)).toEqual(cursorsTo(3));
});
