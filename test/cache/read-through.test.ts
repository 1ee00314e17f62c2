import { expect, test } from 'vitest';
import { createFixture } from './read-through-fixture.ts';

test('memory answers without waiting, then the shared cache, then the source, each for what the one before lacks', async () => {
  const { reader, values, source, events, setShared, clock } = createFixture();
  await values('a');
  await setShared('b', { value: 'b@other', readAtMs: clock.nowMs });
  expect(reader.peek('a')?.value).toBe('a@1');
  expect(reader.peek('b')).toBeUndefined();
  expect(await values('a', 'b', 'c')).toEqual({ a: 'a@1', b: 'b@other', c: 'c@1' });
  expect(source.reads).toEqual([['a'], ['c']]);
  expect(events.found).toEqual({ memory: 1, shared: 1, source: 2 });
});

test('what the source lacks is known to be absent, and not asked again', async () => {
  const { values, source } = createFixture();
  source.absent.add('a');
  expect(await values('a')).toEqual({ a: null });
  expect(await values('a')).toEqual({ a: null });
  expect(source.reads).toHaveLength(1);
});

test('a failure is told, is not remembered, and costs no key that stands in a cache', async () => {
  const { reader, values, source, setShared, clock } = createFixture();
  await values('warm');
  await setShared('other', { value: 'other@1', readAtMs: clock.nowMs });
  source.failure = new Error('away');
  const { entries, error } = await reader.getMany(['warm', 'other', 'cold']);
  expect([...entries.keys()]).toEqual(['warm', 'other']);
  expect(error).toBe(source.failure);
  source.failure = null;
  expect(await values('cold')).toEqual({ cold: 'cold@1' });
});

test('what is old is answered at once and read again behind the answer', async () => {
  const { values, source, clock, sourceWasAsked, until, events } = createFixture();
  await values('a');
  source.version = 2;
  clock.nowMs += 100;
  expect(await values('a')).toEqual({ a: 'a@1' });
  await sourceWasAsked(2);
  await until(() => events.refreshed === 1);
  expect(await values('a')).toEqual({ a: 'a@2' });
  expect(source.reads).toHaveLength(2);
});

test('what is too old is waited for; while the source fails there is nothing', async () => {
  const { reader, values, source, clock } = createFixture();
  await values('a');
  clock.nowMs += 1000;
  source.failure = new Error('away');
  expect((await reader.getMany(['a'])).entries.size).toBe(0);
  source.failure = null;
  source.version = 2;
  expect(await values('a')).toEqual({ a: 'a@2' });
});

test('while the source fails, what is old goes on being answered, and the failure is reported', async () => {
  const { values, source, clock, events, until } = createFixture();
  await values('a');
  clock.nowMs += 500;
  source.failure = new Error('away');
  expect(await values('a')).toEqual({ a: 'a@1' });
  await until(() => events.failed.length === 1);
  expect(await values('a')).toEqual({ a: 'a@1' });
});

test('a reader that waited no longer gets what memory has; the read goes on and is remembered', async () => {
  const { reader, values, source, sourceWasAsked, until } = createFixture();
  await values('a');
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  const late = new Error('late');
  const { entries, error } = await reader.getMany(['a', 'b'], () => Promise.reject(late));
  expect([...entries.keys()]).toEqual(['a']);
  expect(error).toBe(late);
  await sourceWasAsked(2);
  gate.resolve();
  await until(() => reader.peek('b')?.value === 'b@1');
});

test('many callers who miss different keys at the same time share one read', async () => {
  const { values, source } = createFixture();
  await Promise.all([values('a', 'b'), values('b', 'c'), values('a')]);
  expect(source.reads).toEqual([['a', 'b', 'c']]);
});

test('reading again is left to the replica that is at it', async () => {
  const { values, source, clock, state, reader, setShared, until } = createFixture();
  await values('a');
  clock.nowMs += 100;
  state.isFree = false;
  reader.refresh(['a']);
  await until(() => state.tries === 1);
  expect(source.reads).toHaveLength(1);
  state.isFree = true;
  await setShared('a', { value: 'a@others', readAtMs: clock.nowMs });
  reader.refresh(['a']);
  await expect.poll(() => reader.peek('a')?.value).toBe('a@others');
  expect(source.reads).toHaveLength(1);
});

test('others are told only when they can find in the shared cache what was read', async () => {
  const { values, clock, events, reader, sharedCache, until } = createFixture();
  await values('a');
  clock.nowMs += 100;
  reader.refresh(['a']);
  await until(() => events.refreshed === 1);
  expect((await sharedCache.getMany(['p/a']))[0]?.readAtMs).toBe(clock.nowMs);
});

test('a change that is told while a read is under way is followed by another read', async () => {
  const { values, source, clock, reader, sourceWasAsked } = createFixture();
  await values('a');
  clock.changedAtMs = clock.nowMs += 10;
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  reader.refresh(['a']);
  await sourceWasAsked(2);
  clock.changedAtMs = clock.nowMs += 10;
  source.version = 2;
  reader.refresh(['a']);
  gate.resolve();
  await sourceWasAsked(3);
  await expect.poll(() => reader.peek('a')?.value).toBe('a@2');
});

test('what is in use and will soon be old is read along with what is old, in one question', async () => {
  const { values, source, clock, sourceWasAsked, until, reader } = createFixture();
  await values('a');
  clock.nowMs += 30;
  await values('b');
  clock.nowMs += 30;
  await values('c');
  clock.nowMs += 40;
  source.version = 2;
  await values('a');
  await sourceWasAsked(4);
  await until(() => reader.peek('b')?.value === 'b@2');
  expect(source.reads[3]).toEqual(['a', 'b']);
});

test('what is fresh is not read again', async () => {
  const { values, source, reader } = createFixture();
  await values('a');
  reader.refresh(['a']);
  await values('b');
  expect(source.reads).toEqual([['a'], ['b']]);
});

test('what is forgotten while it is read comes back in no layer', async () => {
  const { reader, source, state, memory, sharedCache, sourceWasAsked } = createFixture();
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  const asked = reader.getMany(['a']);
  await sourceWasAsked(1);
  state.isOpen = false;
  gate.resolve();
  expect((await asked).entries.get('a')?.value).toBe('a@1');
  expect(memory.bytes).toBe(0);
  expect(await sharedCache.getMany(['p/a'])).toEqual([undefined]);
});

test('an entry of the shared cache that has another shape is a miss', async () => {
  const { values, source, setShared, clock } = createFixture();
  await setShared('a', { value: { not: 'text' }, readAtMs: clock.nowMs });
  expect(await values('a')).toEqual({ a: 'a@1' });
  expect(source.reads).toEqual([['a']]);
});

test('an old entry of the shared cache is answered and read again', async () => {
  const { values, source, setShared, clock, sourceWasAsked } = createFixture();
  await setShared('a', { value: 'a@0', readAtMs: clock.nowMs - 500 });
  expect(await values('a')).toEqual({ a: 'a@0' });
  await sourceWasAsked(1);
  expect(source.reads).toEqual([['a']]);
});

test('without a shared cache everything works alone', async () => {
  const { values, source, clock, sourceWasAsked } = createFixture({ shared: false });
  expect(await values('a')).toEqual({ a: 'a@1' });
  clock.nowMs += 100;
  await values('a');
  await sourceWasAsked(2);
  expect(source.reads).toEqual([['a'], ['a']]);
});

test('every key that a reader asks for counts as used', async () => {
  const { values, events } = createFixture();
  await values('a', 'b');
  await values('a');
  expect(events.used).toEqual(['a', 'b', 'a']);
});
