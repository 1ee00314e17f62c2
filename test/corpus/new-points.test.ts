import { expect, test } from 'vitest';
import type { CorpusNode } from '../../scripts/corpus/corpus-set.ts';
import { criteriaOf } from '../../scripts/corpus/criteria.ts';
import { compareOtherTexts } from '../../scripts/corpus/descriptions.ts';
import { compareHealth } from '../../scripts/corpus/health.ts';
import { compareRefreshTimes } from '../../scripts/corpus/refresh-times.ts';
import { unexplained } from '../../scripts/corpus/row.ts';
import { compareStatuses } from '../../scripts/corpus/statuses.ts';
import { columnText, tableText } from '../../scripts/corpus/texts.ts';
import { corpusNode, corpusRun, corpusSet, corpusTable } from './builders.ts';

const zones = corpusNode('seed', 'zones');
const column = (name: string, description: string) => ({ name, description });
const over = corpusNode('source', 'zones', {
  description: 'Zones of the source.',
  columns: [column('ID', 'Key of the source.')],
});

test('the text of a table is own text before group text, the first claimant before the next', () => {
  const grouped = corpusNode('source', 'zones', { groupDescription: 'Group.' });
  expect(tableText([zones, grouped, over])?.text).toBe('Zones of the source.');
  expect(tableText([zones, grouped])?.text).toBe('Group.');
  expect(tableText([zones])).toBeNull();
});

test('the text of a column is found without case, where that names one', () => {
  expect(columnText([zones, over], 'id')?.text).toBe('Key of the source.');
  const twice = { ...over, columns: [column('ID', 'One.'), column('Id', 'Two.')] };
  expect(columnText([zones, twice], 'id')).toBeNull();
  expect(columnText([{ ...zones, columns: [column('id', ' ')] }, over], 'id')?.from).toBe(over);
});

test('a table without the text of its source, and one with a text that nobody wrote, are reported', () => {
  const right = corpusTable([zones, over], { dbtDescription: 'Zones of the source.' });
  expect(compareOtherTexts([right])).toEqual({
    measure: 'tables with the text of another claimant',
    counted: 1,
    answered: 1,
    differences: [],
  });
  const silent = corpusTable([zones, over]);
  const invented = corpusTable([over], { dbtDescription: 'Something else.' });
  expect(unexplained([compareOtherTexts([silent])])).toHaveLength(1);
  expect(unexplained([compareOtherTexts([invented])])).toHaveLength(1);
});

test('a status that differs from the one that was worked out is reported', () => {
  const matched = [{ item: 'a', expected: 'EXACT', answered: 'FOLDED' }];
  expect(unexplained(compareStatuses('tables', matched))).toEqual([
    'tables that are EXACT: a is FOLDED',
    'tables that are FOLDED: a is FOLDED, not EXACT',
  ]);
});

const orders = corpusNode('model', 'orders', { description: 'Orders.' });
const runs = [corpusRun('run', [{ completedAt: '2026-11-20T04:00:00Z' }])];
const set = corpusSet({ nodes: [orders], built: new Set([orders.uniqueId]), runs });

test('a refresh time that the runs do not have, or have otherwise, is reported', () => {
  const times = (lastRefreshedAt: string | null, claimants: readonly CorpusNode[] = [orders]) =>
    unexplained([compareRefreshTimes(set, [corpusTable(claimants, { lastRefreshedAt })])]);
  expect(times('2026-11-20T04:00:00.000Z')).toEqual([]);
  expect(times('2026-11-20T05:00:00.000Z')).toHaveLength(1);
  expect(times(null)).toHaveLength(1);
  expect(times('2026-11-20T04:00:00.000Z', [zones])).toHaveLength(1);
});

test('a level or a reason that the files do not give is reported', () => {
  const judge = (health: string, healthReasons: readonly string[]) =>
    unexplained(compareHealth(set, [corpusTable([orders], { health, healthReasons })]));
  expect(judge('CAUTION', ['It has no data tests.'])).toEqual([]);
  expect(judge('HEALTHY', [])).toHaveLength(3);
  expect(judge('CAUTION', ['It has no data tests.', 'It has no description.'])).toHaveLength(1);
  expect(judge('CAUTION', ['It has no data tests.', 'The moon is full.'])).toHaveLength(1);
});

test.each([
  ['The last build failed: it ended with "error".', 'build-failed'],
  ['2 data tests fail and 1 data test ends in an error.', 'test-fails'],
  ['1 data test ends in an error.', 'test-fails'],
  ['The freshness of the source over this table is in error.', 'freshness-error'],
  [
    'The freshness of the source over this table is configured, but was not checked in the last 30 days.',
    'freshness-unchecked-over-builder',
  ],
  ['No run has built it in the last 30 days.', 'not-built-lately'],
  ['The last attempt to build it was cancelled.', 'not-attempted'],
  ['It has no data tests.', 'no-tests'],
  ['1 data test warns.', 'test-warns'],
  ['3 data tests have no verdict.', 'test-silent'],
  ['The freshness of this source warns.', 'freshness-warns'],
  ['The freshness of this source is not configured.', 'freshness-not-configured'],
  ['The freshness of this source was not checked in the last 30 days.', 'freshness-unchecked'],
  ['It has no description.', 'no-description'],
])('%s is read as one criterion', (sentence, criterion) => {
  expect(criteriaOf(sentence)).toEqual([criterion]);
});
