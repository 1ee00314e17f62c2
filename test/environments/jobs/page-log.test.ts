import { expect, test } from 'vitest';
import { type IndexPage, isIndexPage } from '../../../src/environments/index/index-page.ts';
import { createPageLog, type LoggedProgress } from '../../../src/environments/jobs/page-log.ts';
import { createOuterMemory } from '../../fakes/outer-memory.ts';

const PREFIX = 'v2/acme/int-1/3/834/pages/applied/';

function pageOf(number: number): IndexPage {
  return {
    head: {
      adapterType: 'postgres',
      projectName: 'shop',
      marks: { appliedLastUpdatedAt: 'a', latestGitSha: null, definitionLastUpdatedAt: null },
      hasCatalog: true,
    },
    lists: {
      'applied.tests': {
        rows: [{ uniqueId: `test.shop.t${number}`, severity: 'WARN' }],
        hasNextPage: true,
        endCursor: `row-${number}`,
        totalRows: 100,
      },
    },
  };
}

const progressOf = (pages: number, startedAtMs = 10): LoggedProgress => ({
  startedAtMs,
  pages,
  rows: pages * 500,
  totalRows: null,
});

function createFixture() {
  const memory = createOuterMemory();
  const asked: number[] = [];
  const outer = {
    ...memory,
    getMany(keys: readonly string[]) {
      asked.push(keys.length);
      return memory.getMany(keys);
    },
  };
  const state = { isOpen: true, nowMs: 1000 };
  const createLog = () =>
    createPageLog<IndexPage>({
      outer,
      prefix: PREFIX,
      isPage: isIndexPage,
      now: () => state.nowMs,
      isOpen: () => state.isOpen,
    });
  const log = createLog();
  return {
    asked,
    state,
    log,
    /** The same place as another process sees it. */
    createLog,
    outer: memory,
    append(from: number, to: number, startedAtMs?: number) {
      for (let pages = from; pages <= to; pages += 1)
        log.append(pageOf(pages), progressOf(pages, startedAtMs));
    },
    put: (name: string, text: string) =>
      memory.setMany(new Map([[PREFIX + name, { bytes: Buffer.from(text), readAtMs: state.nowMs }]])),
  };
}

test('progress and pages come back in their order, to another process, however many there are', async () => {
  const { append, createLog, asked } = createFixture();
  append(1, 45);
  const log = createLog();
  const progress = await log.progress();
  expect(progress).toEqual(progressOf(45));
  asked.length = 0;
  expect(await log.pages(progressOf(45))).toEqual(Array.from({ length: 45 }, (_, n) => pageOf(n + 1)));
  // Some megabytes a question.
  expect(asked).toEqual([20, 20, 5]);
});

test('where nothing is under way there is neither progress nor a page', async () => {
  const { log } = createFixture();
  expect(await log.progress()).toBeNull();
  expect(await log.pages(progressOf(3))).toEqual([]);
});

test('a page of another read ends the list', async () => {
  const { append, state, log } = createFixture();
  append(1, 5, 10);
  state.nowMs += 1;
  append(1, 2, 20);
  expect(await log.progress()).toEqual(progressOf(2, 20));
  expect(await log.pages(progressOf(5, 20))).toEqual([pageOf(1), pageOf(2)]);
  // Of the former read the first pages are gone, and later ones lead nowhere without them.
  expect(await log.pages(progressOf(5, 10))).toEqual([]);
});

test('a page that is gone ends the list: what follows cannot be had one after the other', async () => {
  const { append, outer, log } = createFixture();
  append(1, 5);
  expect(await outer.deleteByPrefix(`${PREFIX}2`)).toBe(1);
  expect(await log.pages(progressOf(5))).toEqual([pageOf(1), pageOf(2)]);
});

test.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['of no read', '{"page":{}}'],
  ['without a page', '{"startedAtMs":10}'],
  ['of another shape', '{"startedAtMs":10,"page":{"head":{},"lists":{}}}'],
  [
    'with a row that has no id',
    JSON.stringify({
      startedAtMs: 10,
      page: {
        ...pageOf(2),
        lists: { 'applied.tests': { rows: [{}], hasNextPage: false, endCursor: null, totalRows: null } },
      },
    }),
  ],
])('a damaged page (%s) ends the list', async (_what, text) => {
  const { append, put, log } = createFixture();
  append(1, 3);
  await put('1', text);
  expect(await log.pages(progressOf(3))).toEqual([pageOf(1)]);
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['without a time', JSON.stringify({ ...progressOf(1), startedAtMs: null })],
  ['without pages', JSON.stringify({ ...progressOf(1), pages: '1' })],
  ['without rows', JSON.stringify({ ...progressOf(1), rows: undefined })],
  ['without a total', JSON.stringify({ ...progressOf(1), totalRows: undefined })],
])('a damaged progress (%s) is none', async (_what, text) => {
  const { append, put, log } = createFixture();
  append(1, 1);
  expect(await log.progress()).toEqual(progressOf(1));
  await put('head', text);
  expect(await log.progress()).toBeNull();
});

test('once cleared, nothing is under way, and no page takes up room', async () => {
  const { append, state, log, outer } = createFixture();
  append(1, 3);
  state.nowMs += 1;
  log.clear(3);
  expect(await log.progress()).toBeNull();
  expect(await log.pages(progressOf(3))).toEqual([]);
  const left = await outer.getMany(['head', '0', '1', '2'].map((name) => PREFIX + name));
  expect(left.map((entry) => entry?.bytes ?? null)).toEqual([null, null, null, null]);
});

test('a read that begins after the clearing is logged again', async () => {
  const { append, log } = createFixture();
  append(1, 3);
  log.clear(3);
  append(1, 2, 20);
  expect(await log.progress()).toEqual(progressOf(2, 20));
  expect(await log.pages(progressOf(2, 20))).toEqual([pageOf(1), pageOf(2)]);
});

test('once everything is to be forgotten nothing is written, a clearing neither', async () => {
  const { append, state, log, outer } = createFixture();
  append(1, 2);
  state.isOpen = false;
  await outer.deleteByPrefix('');
  append(3, 3);
  log.clear(3);
  expect(await outer.deleteByPrefix('')).toBe(0);
});
