import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findCorpus } from '../../scripts/corpus/read-set.ts';
import { compare, unexplained } from '../../scripts/corpus/row.ts';
import { listMeasures } from '../../scripts/corpus/sets.ts';

const CORPUS = findCorpus(resolve(import.meta.dirname, '../..'), process.env.DBT_CORPUS);

if (CORPUS === null) console.warn('Skipped: there is no folder of real dbt artifacts (set DBT_CORPUS).');

const NOTHING = { name: 'no corpus', measure: () => Promise.reject(new Error('There is no corpus.')) };
const MEASURES = CORPUS === null ? [NOTHING] : [...listMeasures(CORPUS)];

test.skipIf(CORPUS === null).each(MEASURES)(
  '$name: matches, texts, tests, refresh times, health and upstream agree with what was counted',
  async ({ measure }) => {
    const { rows } = await measure();
    expect(unexplained(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  },
);

test('what is not explained is reported: a missing item, one too many, a count that differs', () => {
  const rows = [
    compare('a', 2, [
      { item: 'x', isAnswered: true },
      { item: 'y', isAnswered: false, cause: 'ephemeral' },
    ]),
    compare('b', 1, [{ item: 'x', isAnswered: false }]),
    compare('c', 3, [], [{ item: 'x', isAnswered: true }]),
  ];
  expect(unexplained(rows)).toEqual(['b: x', 'c: x', 'c: the files hold 0, 3 were counted']);
});
