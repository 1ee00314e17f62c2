import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
const FOLDERS = [
  'test/faults',
  'test/cache',
  'test/coordination',
  'test/coverage',
  'test/redis',
  'test/dbt',
  'test/environments',
  'test/environments/changes',
  'test/jobs',
  'test/http',
  'test/subgraph',
  'test/identity',
];
const SOURCES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    // A suite that several are held to stands beside the tests that run it.
    .filter((file) => /(\.test|-contract)\.ts$/.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
)
  .join('\n')
  .replace(/\(\s+/g, '(');

/** The cells of every row of a table, the head and its rule left out. */
const rows = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !line.endsWith('| proved by |'))
  .map((line) => line.slice(2, -2).split(' | '));

/** Titles are written as they stand in the tests, in either kind of quotes. */
const isTitle = (title: string) =>
  ["'", '"', '`'].some((quote) => SOURCES.includes(`(${quote}${title}${quote}`));

test('the table of faults has rows of four cells', () => {
  expect(rows.length).toBeGreaterThan(35);
  for (const row of rows) expect(row.map((cell) => cell.trim())).toHaveLength(4);
});

test.each(rows.map((row) => row.at(-1)?.trim() ?? ''))('a test proves: %s', (title) => {
  expect(isTitle(title)).toBe(true);
});

test.each([
  'dbt',
  'dbt-upstream',
  'upstream-odd-graphs',
  'redis',
  'disk',
  'purges',
  'store',
  'sqlite-locked',
  'replicas',
  'webhooks',
  'killed-process',
  'index-jobs',
  'index-jobs-killed',
  'index-jobs-replicas',
  'index-jobs-changed',
])('the fault tests of %s stand in the table', (file) => {
  const source = readFileSync(join(ROOT, `test/faults/${file}.test.ts`), 'utf8');
  const titles = rows.map((row) => row.at(-1)?.trim() ?? '');
  expect(titles.some((title) => source.includes(title))).toBe(true);
});
