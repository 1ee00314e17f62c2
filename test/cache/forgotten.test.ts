import { expect, test, vi } from 'vitest';
import { createFixture } from './read-through-fixture.ts';

test('what is forgotten while it is read comes back in no layer; the reader who waited has it', async () => {
  const { reader, source, state, memory, events, sourceWasAsked, keysOf, outer } = createFixture();
  const setMany = vi.spyOn(outer, 'setMany');
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  const asked = reader.getMany(keysOf(['a']));
  await sourceWasAsked(1);
  state.isOpen = false;
  gate.resolve();
  expect((await asked).entries.get('a')?.value).toBe('a@1');
  expect(memory.bytes).toBe(0);
  expect(events.kept).toEqual([]);
  expect(setMany).not.toHaveBeenCalled();
});

test('what is forgotten while it comes out of the outer cache is not kept in memory', async () => {
  const { reader, state, memory, outer, setOuter, clock, keysOf } = createFixture();
  await setOuter('a', 'a@other', clock.nowMs);
  const answer = Promise.withResolvers<void>();
  const getMany = outer.getMany;
  outer.getMany = async (keys) => {
    const found = await getMany(keys);
    state.isOpen = false;
    answer.resolve();
    return found;
  };
  const asked = reader.getMany(keysOf(['a']));
  await answer.promise;
  expect((await asked).entries.get('a')?.value).toBe('a@other');
  expect(memory.bytes).toBe(0);
});

test('what is forgotten while it is being written outside is deleted there, too', async () => {
  const { values, state, outer, setOuter, until, clock } = createFixture();
  await setOuter('b', 'b@other', clock.nowMs);
  const setMany = outer.setMany;
  const written = Promise.withResolvers<void>();
  let isWriting = false;
  outer.setMany = async (entries) => {
    isWriting = true;
    await written.promise;
    await setMany(entries);
  };
  await values('a');
  await until(() => isWriting);
  state.isOpen = false;
  // The deletion that goes with it comes first, and finds one of the two.
  expect(await outer.deleteByPrefix('p/')).toBe(1);
  const { deleteByPrefix } = outer;
  const behind = Promise.withResolvers<number | null>();
  outer.deleteByPrefix = async (prefix) => {
    const deleted = await deleteByPrefix(prefix);
    behind.resolve(deleted);
    return deleted;
  };
  written.resolve();
  expect(await behind.promise).toBe(1);
  expect(await outer.getMany(['p/a'])).toEqual([undefined]);
});

test('what is forgotten is not read again, whoever asks', async () => {
  const { values, source, state, refresher, clock, keysOf } = createFixture();
  await values('a');
  clock.nowMs += 100;
  state.isOpen = false;
  await refresher.ask(keysOf(['a']));
  expect(source.reads).toHaveLength(1);
});
