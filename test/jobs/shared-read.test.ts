import { expect, test } from 'vitest';
import { UnknownEnvironmentError } from '../../src/dbt/errors.ts';
import { describeProgress } from '../../src/environments/jobs/progress.ts';
import { createSystem, cursorsTo, idsOf, outcomeOf, settled } from './fixture.ts';

const LIST = 'applied.models';
const TESTS = 'applied.tests';

test('whoever asks for the same part shares one read', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 5 });
  const first = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  const second = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(3);
  await settled();
  expect([first.value, second.value]).toEqual([idsOf(LIST, 5), idsOf(LIST, 5)]);
  expect(dbt.cursorsOf(LIST)).toEqual(cursorsTo(5));
});

test('parts that are asked for side by side are asked of dbt in one question', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 1, [TESTS]: 1 });
  const applied = outcomeOf(replica.jobs.read(replica.applied));
  await Promise.resolve();
  const severities = outcomeOf(replica.jobs.read(replica.severities));
  await dbt.answer(1);
  await settled();
  expect([applied.value, severities.value]).toEqual([idsOf(LIST, 1), idsOf(TESTS, 1)]);
  expect(dbt.asked.length).toBe(1);
});

test('a part that joins in mid-read is read side by side with the pages that are left', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 5, [TESTS]: 2 });
  const applied = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  const open = await dbt.next();
  const severities = outcomeOf(replica.jobs.read(replica.severities));
  open.answer();
  await dbt.answer(2);
  await settled();
  expect(dbt.asked.map(({ cursors }) => [...cursors])).toEqual([
    [[LIST, null]],
    [[LIST, 'p1']],
    [[LIST, 'p2']],
    [
      [LIST, 'p3'],
      [TESTS, null],
    ],
    [
      [LIST, 'p4'],
      [TESTS, 'p1'],
    ],
  ]);
  expect([applied.value, severities.value]).toEqual([idsOf(LIST, 5), idsOf(TESTS, 2)]);
});

test('whoever asks while the last page is worked on gets its outcome, and nothing is read again', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 2 });
  const first = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(1);
  (await dbt.next()).answer();
  for (let tick = 0; tick < 200; tick++) {
    if (replica.applied.isBegun && replica.applied.cursors().size === 0) break;
    await Promise.resolve();
  }
  expect([replica.applied.isBegun, replica.applied.cursors().size, first.value]).toEqual([true, 0, null]);
  const late = outcomeOf(replica.jobs.read(replica.applied));
  await settled();
  expect([first.value, late.value]).toEqual([idsOf(LIST, 2), idsOf(LIST, 2)]);
  expect(dbt.asked.length).toBe(2);
});

test.each(Array.from({ length: 20 }, (_, ticks) => ticks))(
  'a question %i ticks after a read has ended is read, too',
  async (ticks) => {
    const { dbt, replica } = createSystem({ [LIST]: 1, [TESTS]: 1 });
    const asked = replica.jobs.read(replica.applied).then(async () => {
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      return outcomeOf(replica.jobs.read(replica.severities));
    });
    await dbt.answer(2);
    await settled();
    expect((await asked).value).toEqual(idsOf(TESTS, 1));
  },
);

test('an index that cannot be made fails those who wait, and is read anew for the next one', async () => {
  const { dbt, start } = createSystem({ [LIST]: 2 });
  let isBroken = true;
  const replica = start({
    beforeFinish() {
      if (isBroken) throw new RangeError('too long');
    },
  });
  const failing = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  await settled();
  expect(failing.error).toEqual(new RangeError('too long'));
  isBroken = false;
  const next = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  await settled();
  expect(next.value).toEqual(idsOf(LIST, 2));
  expect(dbt.cursorsOf(LIST)).toEqual(['start', 'p1', 'start', 'p1']);
});

test('an environment that dbt does not know is read as empty', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 5 });
  const read = outcomeOf(replica.jobs.read(replica.applied));
  (await dbt.next()).fail(new UnknownEnvironmentError('834'));
  await settled();
  expect(read.value).toEqual([]);
  expect(replica.sleeper.pauses).toEqual([]);
});

test('an environment that dbt loses between two pages is empty, not half of what it was', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 5 });
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  (await dbt.next()).fail(new UnknownEnvironmentError('834'));
  (await dbt.next()).fail(new UnknownEnvironmentError('834'));
  await settled();
  expect(read.value).toEqual([]);
  expect(dbt.cursorsOf(LIST)).toEqual(['start', 'p1', 'p2', 'start']);
});

test('the progress is that of the pages that have come', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 8 });
  const told = () => describeProgress('834', replica.applied.progress());
  expect(told()).toBe('nothing of environment 834 is read yet');
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.next();
  expect(told()).toBe('nothing of environment 834 is read yet');
  dbt.asked[0]?.answer();
  await dbt.answer(2);
  await settled();
  expect(told()).toBe('about 37 % of environment 834 is read');
  await dbt.answer(4);
  await settled();
  expect(told()).toBe('about 87 % of environment 834 is read');
});

test.each([
  [{ rows: 0, totalRows: 10 }, 'nothing of environment 7 is read yet'],
  [{ rows: 1, totalRows: null }, '1 row of environment 7 is read so far'],
  [{ rows: 500, totalRows: null }, '500 rows of environment 7 are read so far'],
  [{ rows: 999, totalRows: 1000 }, 'about 99 % of environment 7 is read'],
  [{ rows: 1001, totalRows: 1000 }, 'about 99 % of environment 7 is read'],
])('progress %j reads: %s', (progress, sentence) => {
  expect(describeProgress('7', progress)).toBe(sentence);
});
