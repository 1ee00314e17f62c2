import { describe, expect, test } from 'vitest';
import { firstModel, firstSource, readDetails } from './tampered-reads.ts';

describe('what is passed on as it is', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const metaOf = async (json: string) => {
    const { lists, odd } = await readDetails((answer) => {
      firstModel(answer).meta = 'META';
      firstSource(answer).tests[0].testMetadata.kwargs = 'META';
      return JSON.stringify(answer).replaceAll('"META"', json);
    });
    expect(lists.models?.[1].meta).toEqual({ owner: 'ana', rank: 1 });
    expect(lists.sources?.[0].tests[0].testMetadata.kwargs).toEqual(lists.models?.[0].meta);
    return { meta: lists.models?.[0].meta, odd: odd.map(({ kind }) => kind) };
  };
  const BOTH = ['meta', 'tests.testMetadata.kwargs'];

  test.each<[string, string]>([
    ['100 levels', nested(100)],
    ['lists in it', '{"levels":[1,[2,[3]]],"empty":{}}'],
    ['200 kB', JSON.stringify({ text: 'x'.repeat(200_000) })],
  ])('an object with %s is', async (_what, json) => {
    expect(await metaOf(json)).toEqual({ meta: JSON.parse(json), odd: [] });
  });

  test.each<[string, string]>([
    ['an object of 101 levels', nested(101)],
    ['an object of 5,000 levels', nested(5000)],
    ['an object with a list of 5,000 levels', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['an object of 300 kB in one text', JSON.stringify({ text: 'x'.repeat(300_000) })],
    ['an object of 300 kB in letters of three bytes', JSON.stringify({ text: '€'.repeat(100_000) })],
    ['an object of 300 kB in small parts', JSON.stringify({ list: Array(150_000).fill(1) })],
    [
      'an object of 300 kB in its keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 30_000 }, (_, key) => [`key ${key}`, 1]))),
    ],
    ['a list', '[{"owner":"ana"}]'],
    ['a text', '"owner: ana"'],
    ['a number', '7'],
  ])('%s is not: it reads as null', async (_what, json) => {
    expect(await metaOf(json)).toEqual({ meta: null, odd: BOTH });
  });

  test('names of prototypes are data like any others', async () => {
    const json = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
    const { meta, odd } = await metaOf(json);
    expect(JSON.stringify(meta)).toBe(json);
    expect(odd).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });
});
