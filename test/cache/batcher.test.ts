import { expect, test } from 'vitest';
import { createBatcher } from '../../src/cache/batcher.ts';

function createBatches() {
  const batches: { readonly keys: readonly string[]; readonly answer: PromiseWithResolvers<string> }[] = [];
  const batcher = createBatcher<string, string>({
    keyText: (key) => key.toLowerCase(),
    windowMs: 0,
    run: (keys) => {
      const answer = Promise.withResolvers<string>();
      batches.push({ keys, answer });
      return answer.promise;
    },
  });
  const begun = async (count: number) => {
    while (batches.length < count) await new Promise((resolve) => setImmediate(resolve));
    return batches[count - 1] ?? Promise.reject(new Error('no such batch'));
  };
  return { batcher, batches, begun };
}

test('keys that are asked for within the window go on as one list, each once', async () => {
  const { batcher, batches, begun } = createBatches();
  const asked = [batcher.ask(['a', 'b', 'a']), batcher.ask(['b', 'c'])];
  (await begun(1)).answer.resolve('first');
  expect(await Promise.all(asked)).toEqual([['first'], ['first']]);
  expect(batches.map(({ keys }) => keys)).toEqual([['a', 'b', 'c']]);
});

test('two keys of one text are one key', async () => {
  const { batcher, batches, begun } = createBatches();
  const asked = batcher.ask(['a', 'A', 'b']);
  (await begun(1)).answer.resolve('first');
  await asked;
  expect(batches.map(({ keys }) => keys.map((key) => key.toLowerCase()))).toEqual([['a', 'b']]);
});

test('a key that is in flight is not asked again; what is new goes into a batch of its own', async () => {
  const { batcher, batches, begun } = createBatches();
  const first = batcher.ask(['a']);
  const batch = await begun(1);
  const second = batcher.ask(['a', 'b']);
  (await begun(2)).answer.resolve('second');
  batch.answer.resolve('first');
  expect(await first).toEqual(['first']);
  expect([...(await second)].sort()).toEqual(['first', 'second']);
  expect(batches.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
});

test('a batch that failed is forgotten: the next caller asks anew', async () => {
  const { batcher, begun } = createBatches();
  const first = batcher.ask(['a']);
  const refused = expect(first).rejects.toThrow('no');
  (await begun(1)).answer.reject(new Error('no'));
  await refused;
  const second = batcher.ask(['a']);
  (await begun(2)).answer.resolve('yes');
  expect(await second).toEqual(['yes']);
});

test('asking for nothing asks for nothing', async () => {
  const { batcher, batches } = createBatches();
  expect(await batcher.ask([])).toEqual([]);
  expect(batches).toEqual([]);
});
