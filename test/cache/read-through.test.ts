import { expect, test } from 'vitest';
import { createFixture } from './read-through-fixture.ts';

test('memory answers without waiting, then the outer cache, then the source, each for what the one before lacks', async () => {
  const { peek, values, source, events, setOuter, clock } = createFixture();
  await values('a');
  await setOuter('b', 'b@other', clock.nowMs);
  expect(peek('a')).toBe('a@1');
  expect(peek('b')).toBeUndefined();
  expect(await values('a', 'b', 'c')).toEqual({ a: 'a@1', b: 'b@other', c: 'c@1' });
  expect(source.reads).toEqual([['a'], ['c']]);
  expect(events.found).toEqual({ memory: 1, shared: 1, source: 2 });
});

test('every entry that is kept is told, wherever it came from', async () => {
  const { values, events, setOuter, clock } = createFixture();
  await setOuter('b', 'b@other', clock.nowMs);
  await values('a', 'b');
  await values('a', 'b');
  expect([...events.kept].sort()).toEqual(['a', 'b']);
});

test('what the source lacks is known to be absent, and not asked again, by another replica neither', async () => {
  const { values, source, outer } = createFixture();
  source.absent.add('a');
  expect(await values('a')).toEqual({ a: null });
  expect(await values('a')).toEqual({ a: null });
  expect(source.reads).toHaveLength(1);
  const replica = createFixture({ outer });
  expect(await replica.values('a')).toEqual({ a: null });
  expect(replica.source.reads).toEqual([]);
});

test('a failure is told, is not remembered, and costs no key that stands in a cache', async () => {
  const { reader, values, source, setOuter, clock, keysOf } = createFixture();
  await values('warm');
  await setOuter('other', 'other@1', clock.nowMs);
  source.failure = new Error('away');
  const { entries, error } = await reader.getMany(keysOf(['warm', 'other', 'cold']));
  expect([...entries.keys()]).toEqual(['warm', 'other']);
  expect(error).toBe(source.failure);
  source.failure = null;
  expect(await values('cold')).toEqual({ cold: 'cold@1' });
});

test('a caller whose keys all stand in a cache is told of no failure of the others', async () => {
  const { reader, source, setOuter, clock, keysOf } = createFixture();
  await setOuter('b', 'b@other', clock.nowMs);
  source.failure = new Error('away');
  const [cold, known] = await Promise.all([
    reader.getMany(keysOf(['a', 'b'])),
    reader.getMany(keysOf(['b'])),
  ]);
  expect([cold.error, known.error]).toEqual([source.failure, null]);
  expect([...cold.entries.keys()]).toEqual(['b']);
  expect(source.reads).toEqual([['a']]);
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
  const { reader, values, source, clock, keysOf } = createFixture();
  await values('a');
  clock.nowMs += 1000;
  source.failure = new Error('away');
  expect((await reader.getMany(keysOf(['a']))).entries.size).toBe(0);
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

test('a reader that waits no longer gets what memory has; the read goes on and is remembered', async () => {
  const { reader, values, source, sourceWasAsked, until, peek, keysOf } = createFixture();
  await values('a');
  const gate = Promise.withResolvers<void>();
  source.gate = gate.promise;
  const late = new Error('late');
  const { entries, error } = await reader.getMany(keysOf(['a', 'b']), () => Promise.reject(late));
  expect([...entries.keys()]).toEqual(['a']);
  expect(error).toBe(late);
  await sourceWasAsked(2);
  gate.resolve();
  await until(() => peek('b') === 'b@1');
});

test('many callers who miss different keys at the same time share one read', async () => {
  const { values, source } = createFixture();
  await Promise.all([values('a', 'b'), values('b', 'c'), values('a')]);
  expect(source.reads).toEqual([['a', 'b', 'c']]);
});

test('an entry of the outer cache that has another shape is a miss, and is replaced', async () => {
  const { values, source, setOuter, getOuter, clock } = createFixture();
  await setOuter('a', { not: 'text' }, clock.nowMs);
  expect(await values('a')).toEqual({ a: 'a@1' });
  expect(source.reads).toEqual([['a']]);
  expect(Buffer.from((await getOuter('a'))?.bytes ?? []).toString()).toBe('"a@1"');
});

test('an old entry of the outer cache is answered and read again; one that is too old is not answered', async () => {
  const { values, source, setOuter, clock, sourceWasAsked } = createFixture();
  await setOuter('a', 'a@0', clock.nowMs - 500);
  await setOuter('b', 'b@0', clock.nowMs - 1000);
  expect(await values('a')).toEqual({ a: 'a@0' });
  await sourceWasAsked(1);
  expect(await values('b')).toEqual({ b: 'b@1' });
  expect(source.reads).toEqual([['a'], ['b']]);
});

test('without an outer cache everything works alone', async () => {
  const { values, source, clock, sourceWasAsked } = createFixture({ outer: null });
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

test('a source that leaves out a key is at fault: nothing is believed to be absent', async () => {
  const { reader, source, keysOf } = createFixture();
  source.readMany = async () => new Map();
  const { entries, error } = await reader.getMany(keysOf(['a']));
  expect(entries.size).toBe(0);
  expect(String(error)).toContain('left out a');
});
