import { expect, test } from 'vitest';
import { createMemoryCache } from '../../src/cache/memory-cache.ts';

const entry = { value: 'x', readAtMs: 1 };

test('never holds more bytes than it may; the least recently used goes first', () => {
  const cache = createMemoryCache(10_000);
  for (let number = 0; number < 100; number++) {
    cache.set(`key/${number}`, entry, 500);
    cache.get('key/0');
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
  }
  expect(cache.get('key/0')).toBe(entry);
  expect(cache.get('key/1')).toBeUndefined();
  expect(cache.get('key/99')).toBe(entry);
});

test('an entry larger than the whole cache is not kept and costs no other', () => {
  const cache = createMemoryCache(10_000);
  cache.set('small', entry, 100);
  cache.set('huge', entry, 20_000);
  expect(cache.get('huge')).toBeUndefined();
  expect(cache.get('small')).toBe(entry);
});

test('known absence weighs something, too', () => {
  const cache = createMemoryCache(10_000);
  for (let number = 0; number < 1000; number++) cache.set(`${number}`, { value: null, readAtMs: 1 }, 0);
  expect(cache.bytes).toBeGreaterThan(0);
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
});

test('deletes by prefix, all of it and nothing else, in whatever order it was used', () => {
  const cache = createMemoryCache(1_000_000);
  for (let number = 0; number < 60; number++) cache.set(`${'abc'[number % 3]}/${number}`, entry, 10);
  for (const number of [0, 59, 30, 31, 3]) cache.get(`${'abc'[number % 3]}/${number}`);
  expect(cache.deleteByPrefix('a/')).toBe(20);
  expect(cache.deleteByPrefix('a/')).toBe(0);
  expect(cache.get('a/0')).toBeUndefined();
  expect(cache.get('b/1')).toBe(entry);
  expect(cache.deleteByPrefix('')).toBe(40);
  expect(cache.bytes).toBe(0);
});
