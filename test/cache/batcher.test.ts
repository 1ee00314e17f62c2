import { expect, test } from 'vitest';
import { createCollector } from '../../src/cache/collector.ts';

function createBatches() {
  const batches: { readonly keys: readonly string[]; readonly answer: PromiseWithResolvers<string> }[] = [];
  const collector = createCollector<string>({
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
  return { collector, batches, begun };
}

test('keys that are asked for within the window go on as one list, each once', async () => {
  const { collector, batches, begun } = createBatches();
  const asked = [collector.ask(['a', 'b', 'a']), collector.ask(['b', 'c'])];
  (await begun(1)).answer.resolve('first');
  expect(await Promise.all(asked)).toEqual([['first'], ['first']]);
  expect(batches.map(({ keys }) => keys)).toEqual([['a', 'b', 'c']]);
});

test('a key that is under way is not asked again; what is new goes into a batch of its own', async () => {
  const { collector, batches, begun } = createBatches();
  const first = collector.ask(['a']);
  const batch = await begun(1);
  const second = collector.ask(['a', 'b']);
  (await begun(2)).answer.resolve('second');
  batch.answer.resolve('first');
  expect(await first).toEqual(['first']);
  expect([...(await second)].sort()).toEqual(['first', 'second']);
  expect(batches.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
});

test('a batch that failed is forgotten: the next caller asks anew', async () => {
  const { collector, begun } = createBatches();
  const first = collector.ask(['a']);
  const refused = expect(first).rejects.toThrow('no');
  (await begun(1)).answer.reject(new Error('no'));
  await refused;
  const second = collector.ask(['a']);
  (await begun(2)).answer.resolve('yes');
  expect(await second).toEqual(['yes']);
});

test('a key counts as under way from when its batch is handed on until it is done', async () => {
  const { collector, begun } = createBatches();
  const asked = collector.ask(['a']);
  expect(collector.isUnderWay('a')).toBe(false);
  const batch = await begun(1);
  expect(collector.isUnderWay('a')).toBe(true);
  batch.answer.resolve('done');
  await asked;
  expect(collector.isUnderWay('a')).toBe(false);
});

test('asking for nothing asks for nothing', async () => {
  const { collector, batches } = createBatches();
  expect(await collector.ask([])).toEqual([]);
  expect(batches).toEqual([]);
});
