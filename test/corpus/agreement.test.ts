import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { measureAgreement } from '../../scripts/corpus/agreement.ts';
import { findCorpus, listSets, readSet } from '../../scripts/corpus/read-set.ts';
import { compare, unexplained } from '../../scripts/corpus/row.ts';

const CORPUS = findCorpus(resolve(import.meta.dirname, '../..'), process.env.DBT_CORPUS);

if (CORPUS === null) console.warn('Skipped: there is no folder of real dbt artifacts (set DBT_CORPUS).');

test.skipIf(CORPUS === null).each(CORPUS === null ? ['no corpus'] : listSets(CORPUS))(
  '%s: tables, columns, descriptions, tests and freshness agree with what was counted',
  async (name) => {
    const { rows } = await measureAgreement(readSet(CORPUS ?? '', name));
    expect(unexplained(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(3);
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
