import { expect, test } from 'vitest';
import { createMemory } from '../../src/cache/memory.ts';

const value = { value: 'x' };

test('never holds more bytes than it may, whichever partition they are in; the least recently used goes first', () => {
  const memory = createMemory(10_000);
  const partitions = [memory.partition('entries/'), memory.partition('answers/')];
  for (let number = 0; number < 100; number++) {
    partitions[number % 2]?.set(`${number}`, value, 500);
    partitions[0]?.get('0');
    expect(memory.bytes).toBeLessThanOrEqual(10_000);
  }
  expect(partitions[0]?.get('0')).toBe(value);
  expect(partitions[1]?.get('1')).toBeUndefined();
  expect(partitions[0]?.get('2')).toBeUndefined();
  expect(partitions[1]?.get('99')).toBe(value);
});

test('one partition’s growth costs another’s entries: there is one budget over all', () => {
  const memory = createMemory(10_000);
  const [first, second] = [memory.partition('1/'), memory.partition('2/')];
  first.set('a', value, 5000);
  second.set('b', value, 5000);
  expect(first.get('a')).toBeUndefined();
  expect(second.get('b')).toBe(value);
});

test('an object that has grown weighs what it is said to weigh when it is set again', () => {
  const memory = createMemory(10_000);
  const partition = memory.partition('1/');
  partition.set('a', value, 100);
  const before = memory.bytes;
  partition.set('a', value, 5100);
  expect(memory.bytes).toBe(before + 5000);
  expect(partition.get('a')).toBe(value);
});

test('one key is another item in each partition', () => {
  const memory = createMemory(10_000);
  const [first, second] = [
    memory.partition<{ of: string }>('1/'),
    memory.partition<{ of: string }>('2/'),
  ] as const;
  first.set('a', { of: 'first' }, 10);
  second.set('a', { of: 'second' }, 10);
  expect([first.get('a'), second.get('a')]).toEqual([{ of: 'first' }, { of: 'second' }]);
  first.delete('a');
  expect([first.get('a'), second.get('a')]).toEqual([undefined, { of: 'second' }]);
});

test('what is replaced or deleted weighs nothing any more', () => {
  const memory = createMemory(10_000);
  const partition = memory.partition('p/');
  partition.set('a', { value: 'x' }, 10);
  const light = memory.bytes;
  partition.set('a', { value: 'x' }, 5000);
  expect(memory.bytes - light).toBe(4990);
  partition.set('a', { value: 'x' }, 10);
  expect(memory.bytes).toBe(light);
  partition.delete('a');
  expect(memory.bytes).toBe(0);
});

test('an item larger than the whole budget is not kept, leaves no older one behind, and costs no other', () => {
  const memory = createMemory(10_000);
  const partition = memory.partition('p/');
  partition.set('small', value, 100);
  partition.set('grows', value, 100);
  partition.set('grows', { value: 'larger' }, 20_000);
  expect(partition.get('grows')).toBeUndefined();
  expect(partition.get('small')).toBe(value);
});

test('what weighs nothing still weighs its key and its place', () => {
  const memory = createMemory(10_000);
  const partition = memory.partition('p/');
  partition.set('a', value, 0);
  const short = memory.bytes;
  partition.set('a'.repeat(950), value, 0);
  expect(memory.bytes - 2 * short).toBe(949);
  for (let number = 0; number < 1000; number++) partition.set(`${number}`, value, 0);
  expect(memory.bytes).toBeLessThanOrEqual(10_000);
});

test('deletes by prefix, all of it in every partition and nothing else, in whatever order it was used', () => {
  const memory = createMemory(1_000_000);
  const partitions = ['a/1/', 'a/2/', 'b/1/'].map((prefix) => memory.partition(prefix));
  for (let number = 0; number < 60; number++) partitions[number % 3]?.set(`${number}`, value, 10);
  for (const number of [0, 59, 30, 31, 3]) partitions[number % 3]?.get(`${number}`);
  expect(memory.deleteByPrefix('a/')).toBe(40);
  expect(memory.deleteByPrefix('a/')).toBe(0);
  expect(partitions[0]?.get('0')).toBeUndefined();
  expect(partitions[2]?.get('2')).toBe(value);
  expect(memory.deleteByPrefix('')).toBe(20);
  expect(memory.bytes).toBe(0);
});
