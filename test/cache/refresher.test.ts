import { expect, test } from 'vitest';
import { createFixture } from './read-through-fixture.ts';

test('reading again is left to the replica that is at it', async () => {
  const { values, source, clock, state, refresher, setOuter, peek, keysOf, events } = createFixture();
  await values('a');
  clock.nowMs += 100;
  state.isFree = false;
  await refresher.ask(keysOf(['a']));
  expect([state.tries, source.reads.length, events.refreshed]).toEqual([1, 1, 0]);
  state.isFree = true;
  await setOuter('a', 'a@others', clock.nowMs);
  await refresher.ask(keysOf(['a']));
  expect(peek('a')).toBe('a@others');
  expect([state.tries, source.reads.length, events.refreshed]).toEqual([2, 1, 0]);
});

test('others are told only when they can find in the outer cache what was read', async () => {
  const { values, clock, events, refresher, getOuter, keysOf } = createFixture();
  await values('a');
  clock.nowMs += 100;
  await refresher.ask(keysOf(['a']));
  expect(events.refreshed).toBe(1);
  expect((await getOuter('a'))?.readAtMs).toBe(clock.nowMs);
});

test('while the outer cache has not taken it, nobody is told', async () => {
  const written = Promise.withResolvers<void>();
  const fixture = createFixture();
  await fixture.values('a');
  fixture.clock.nowMs += 100;
  const { outer } = fixture;
  outer.setMany = () => written.promise;
  const asked = fixture.refresher.ask(fixture.keysOf(['a']));
  await fixture.until(() => fixture.held('a')?.readAtMs === fixture.clock.nowMs);
  expect(fixture.events.refreshed).toBe(0);
  written.resolve();
  await asked;
  expect(fixture.events.refreshed).toBe(1);
});

test('what is read again and has not changed is the same entry, at a later time', async () => {
  const { values, clock, refresher, held, keysOf } = createFixture();
  await values('a');
  const before = held('a');
  clock.nowMs += 100;
  await refresher.ask(keysOf(['a']));
  expect(held('a')).toBe(before);
  expect(before?.readAtMs).toBe(clock.nowMs);
});

test('a change that is told while a read is under way is followed by another read', async () => {
  const { values, source, clock, refresher, sourceWasAsked, peek, keysOf } = createFixture();
  await values('a');
  clock.changedAtMs = clock.nowMs += 10;
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  const first = refresher.askAfterChange(keysOf(['a']));
  await sourceWasAsked(2);
  clock.changedAtMs = clock.nowMs += 10;
  source.version = 2;
  const second = refresher.askAfterChange(keysOf(['a']));
  gate.resolve();
  await Promise.all([first, second]);
  expect(peek('a')).toBe('a@2');
  expect(source.reads).toHaveLength(3);
});

test('the same where the read that is under way is a reader’s own, which the source answers once', async () => {
  const { values, source, clock, refresher, sourceWasAsked, until, peek, keysOf } = createFixture();
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  const { readMany } = source;
  let answering: ReturnType<typeof readMany> | null = null;
  let calls = 0;
  source.readMany = (keys) => {
    calls += 1;
    answering ??= readMany(keys).finally(() => {
      answering = null;
    });
    return answering;
  };
  const asked = values('a');
  await sourceWasAsked(1);
  clock.changedAtMs = clock.nowMs += 10;
  source.version = 2;
  const told = refresher.askAfterChange(keysOf(['a']));
  // The read for the change is the one that began before it.
  await until(() => calls === 2);
  expect(source.reads).toHaveLength(1);
  gate.resolve();
  expect(await asked).toEqual({ a: 'a@1' });
  await told;
  expect(peek('a')).toBe('a@2');
  expect(source.reads).toHaveLength(2);
});

test('after a change a source that fails is asked once, not twice', async () => {
  const { values, source, clock, refresher, events, keysOf } = createFixture();
  await values('a');
  clock.changedAtMs = clock.nowMs += 10;
  source.failure = new Error('away');
  await refresher.askAfterChange(keysOf(['a']));
  expect(source.reads).toHaveLength(2);
  expect(events.failed).toEqual([source.failure]);
});

test('what is in use and will soon be old is read along with what is old, in one question', async () => {
  const { values, source, clock, sourceWasAsked, until, peek } = createFixture();
  await values('a');
  clock.nowMs += 30;
  await values('b');
  clock.nowMs += 30;
  await values('c');
  clock.nowMs += 40;
  source.version = 2;
  await values('a');
  await sourceWasAsked(4);
  await until(() => peek('b') === 'b@2');
  expect(source.reads[3]).toEqual(['a', 'b']);
});

test('what is fresh is not read again, and what is only ageing is no reason to ask', async () => {
  const { values, source, refresher, clock, keysOf } = createFixture();
  await values('a');
  await refresher.ask(keysOf(['a']));
  clock.nowMs += 50;
  await refresher.ask(keysOf(['a']));
  expect(source.reads).toEqual([['a']]);
});

test('what another replica read after the change, and is ageing by now, takes the place of what is out of date', async () => {
  const { values, source, clock, refresher, setOuter, peek, keysOf, events } = createFixture();
  await values('a');
  clock.changedAtMs = clock.nowMs += 10;
  await setOuter('a', 'a@others', clock.nowMs);
  clock.nowMs += 60;
  await refresher.ask(keysOf(['a']));
  expect(peek('a')).toBe('a@others');
  expect([source.reads.length, events.refreshed]).toEqual([1, 0]);
});
