import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEntryMemory } from '../../src/cache/entry-memory.ts';
import { createMemory } from '../../src/cache/memory.ts';
import { entryOf } from './outer-cache-contract.ts';

interface Text {
  readonly text: string;
}

function createFixture(nowMs = 1000) {
  const clock = { nowMs };
  const memory = createMemory(100_000);
  const weighed: string[] = [];
  const entries = createEntryMemory<Text>(
    memory,
    'p/',
    {
      weigh({ text }) {
        weighed.push(text);
        return 1000;
      },
    },
    () => clock.nowMs,
  );
  const keep = (key: string, text: string | null, readAtMs: number) =>
    entries.keep(key, text === null ? null : { text }, entryOf(text, readAtMs));
  return { clock, memory, weighed, entries, keep };
}

test('what was read again and has not changed keeps its object, and its value; only its time moves', () => {
  const { entries, keep, weighed } = createFixture();
  const first = keep('a', 'x', 10);
  const { value } = first;
  const again = keep('a', 'x', 20);
  expect(again).toBe(first);
  expect(entries.get('a')).toBe(first);
  expect(first.value).toBe(value);
  expect(first.readAtMs).toBe(20);
  expect(weighed).toEqual(['x']);
});

test('what has changed is another object, and the former one stays as it was', () => {
  const { entries, keep } = createFixture();
  const first = keep('a', 'x', 10);
  const second = keep('a', 'y', 20);
  expect(second).not.toBe(first);
  expect(entries.get('a')).toBe(second);
  expect(first).toMatchObject({ value: { text: 'x' }, readAtMs: 10 });
  expect(second).toMatchObject({ value: { text: 'y' }, readAtMs: 20 });
});

test('absence is remembered, stays the same entry, and is no empty value', () => {
  const { keep, weighed } = createFixture();
  const absent = keep('a', null, 10);
  expect(keep('a', null, 20)).toBe(absent);
  const empty = keep('a', '', 30);
  expect(empty.value).toEqual({ text: '' });
  expect(keep('a', null, 40).value).toBeNull();
  expect(weighed).toEqual(['']);
});

test('what was read earlier never takes the place of what was read later, and neither takes back its time', () => {
  const { entries, keep } = createFixture();
  const later = keep('a', 'new', 20);
  expect(keep('a', 'old', 10)).toBe(later);
  expect(keep('a', 'new', 10)).toBe(later);
  expect(entries.get('a')).toMatchObject({ value: { text: 'new' }, readAtMs: 20 });
});

test('in whatever order reads come in, the one that was read last stays; of one time the last that came', () => {
  const reads = fc.array(fc.record({ text: fc.constantFrom('x', 'y', null), readAtMs: fc.nat({ max: 4 }) }), {
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(reads, (sequence) => {
      const { entries, keep } = createFixture();
      let expected = sequence[0];
      for (const read of sequence) {
        keep('a', read.text, read.readAtMs);
        if (read.readAtMs >= (expected?.readAtMs ?? 0)) expected = read;
      }
      const kept = entries.get('a');
      expect([kept?.value?.text ?? null, kept?.readAtMs]).toEqual([expected?.text, expected?.readAtMs]);
    }),
  );
});

test('once the clock was set back, what it had read before stands in the way of nothing', () => {
  const { clock, entries, keep } = createFixture(4_000_000);
  keep('a', 'before', 4_000_000);
  clock.nowMs -= 3_600_000;
  expect(keep('a', 'after', clock.nowMs).value).toEqual({ text: 'after' });
  expect(entries.get('a')).toMatchObject({ value: { text: 'after' }, readAtMs: 400_000 });
  expect(keep('a', 'after', clock.nowMs - 1).readAtMs).toBe(400_000);
});

test('clocks of replicas that differ by less than a minute do not make an earlier read the later one', () => {
  const { keep } = createFixture(1000);
  const ahead = keep('a', 'of a replica ahead', 61_000);
  expect(keep('a', 'own', 1000)).toBe(ahead);
  keep('b', 'of a replica ahead', 61_001);
  expect(keep('b', 'own', 1000).value).toEqual({ text: 'own' });
});
