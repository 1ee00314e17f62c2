import { expect, test } from 'vitest';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { DbtError } from '../../src/dbt/errors.ts';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { CLOSED, createSystem, MINUTE_MS, outcomeOf, settled } from './fixture.ts';

const LIST = 'applied.models';

/** An outer cache that tells what stands in it, and can hold writes back until they are let through. */
function createWatchedOuter() {
  const held: (() => void)[] = [];
  const inner = createOuterMemory();
  const state = { isHolding: false, keys: new Set<string>() };
  const outer: OuterCache = {
    ...inner,
    async setMany(entries) {
      if (state.isHolding) await new Promise<void>((resolve) => held.push(resolve));
      for (const key of entries.keys()) state.keys.add(key);
      await inner.setMany(entries);
    },
    async deleteByPrefix(prefix) {
      for (const key of [...state.keys]) if (key.startsWith(prefix)) state.keys.delete(key);
      return inner.deleteByPrefix(prefix);
    },
  };
  const letThrough = () => {
    for (const resolve of held.splice(0)) resolve();
  };
  return { outer, state, letThrough };
}

test('whoever waits is told at once, the page that is open is given up, and no further one is asked', async () => {
  const { dbt, time, replica } = createSystem({ [LIST]: 5 });
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  const open = await dbt.next();
  replica.close();
  await settled();
  expect(read.error).toBe(CLOSED);
  expect(open.signal.aborted).toBe(true);
  await time.turn(60 * MINUTE_MS);
  expect(dbt.asked.length).toBe(3);
});

test('whoever asks afterwards is told at once, too', async () => {
  const { dbt, replica } = createSystem({ [LIST]: 5 });
  replica.close();
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await settled();
  expect(read.error).toBe(CLOSED);
  expect(dbt.asked).toEqual([]);
});

test('a read that waits for the next try, or for another replica, ends', async () => {
  const { dbt, start, replica } = createSystem({ [LIST]: 5 });
  const other = start();
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(1);
  const following = outcomeOf(other.jobs.read(other.applied));
  await settled();
  other.close();
  await settled();
  expect(following.error).toBe(CLOSED);
  (await dbt.next()).fail(new DbtError('DBT_UNREACHABLE', 'away'));
  await settled();
  replica.close();
  await settled();
  expect(dbt.asked.length).toBe(2);
});

test('nothing is left in the cache outside the process, also of a page that was being written', async () => {
  const { outer, state, letThrough } = createWatchedOuter();
  const { dbt, replica } = createSystem({ [LIST]: 5 }, outer);
  outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(2);
  await settled();
  expect([...state.keys].sort()).toEqual(['pages/applied/0', 'pages/applied/1', 'pages/applied/head']);
  state.isHolding = true;
  await dbt.answer(1);
  await settled();
  replica.close();
  await outer.deleteByPrefix('');
  letThrough();
  await settled();
  expect([...state.keys]).toEqual([]);
});

test('nothing is left of an index that was being written either', async () => {
  const { outer, state, letThrough } = createWatchedOuter();
  const { dbt, replica } = createSystem({ [LIST]: 2 }, outer);
  const read = outcomeOf(replica.jobs.read(replica.applied));
  await dbt.answer(1);
  await settled();
  state.isHolding = true;
  await dbt.answer(1);
  await settled();
  expect(read.value).toHaveLength(2);
  replica.close();
  await outer.deleteByPrefix('');
  letThrough();
  await settled();
  expect([...state.keys]).toEqual([]);
});
