import { expect, test } from 'vitest';
import { genericTest, manifest, model, result, runResults } from '../fixtures/artifacts.ts';
import { arrival } from './fixtures/arrival.ts';
import { remember } from './fixtures/remember.ts';

const IDS = ['model.shop.a', 'model.shop.b'];
const NODES = [model('a'), model('b'), genericTest('t', IDS)];

/** Nightly builds here, and a schema of its own for each change that is tried. */
function run(number: number) {
  const time = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  const schema = number % 3 === 0 ? 'marts' : `ci_${number}`;
  const status = number % 5 === 0 ? 'error' : 'success';
  const chosen = number % 2 === 0 ? IDS : IDS.slice(0, 1);
  return runResults('build', time, [
    ...chosen.map((id) =>
      result(id, status, time, { relation_name: `analytics.${schema}.${id.split('.')[2]}` }),
    ),
    result('test.shop.t', number % 4 === 0 ? 'fail' : 'pass', time),
    // A model of somebody's branch, which no manifest here ever has.
    result(`model.shop.branch_${number}`, 'success', time),
  ]);
}

test('what is remembered grows with the nodes, not with the history', () => {
  const memory = remember();
  try {
    memory.take([arrival('manifest', manifest({ nodes: NODES }))]);
    const sizes = [1200, 2400].map((until) => {
      for (let number = until - 1200; number < until; number += 1)
        memory.take([arrival('run_results', run(number))]);
      return { rows: memory.rows(), bytes: memory.bytes() };
    });
    expect(sizes[1]?.rows).toBe(sizes[0]?.rows);
    expect(sizes[1]?.bytes).toBeLessThan((sizes[0]?.bytes ?? 0) * 1.01);
  } finally {
    memory.close();
  }
});
