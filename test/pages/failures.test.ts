import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';
import { createSchema } from '../../src/schema.ts';
import { ROOT, readPage, rowsOf, sectionOf } from './page.ts';

const PAGE = readPage('docs/failures.md');
const SECTIONS = ['Starting', 'Behind a router', 'Facts', 'dbt', 'Operating'];
const SEEN = SECTIONS.flatMap((heading) => rowsOf(sectionOf(PAGE, heading))).map(([seen = '']) => seen);

/** Messages are looked for as they stand in the source, whatever the line breaks. */
const SOURCE = globSync('src/**/*.ts', { cwd: ROOT })
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n');

/** Words of routers, which this project does not write. */
const OF_ROUTERS = ['Subgraph errors redacted', 'Unexpected error'];

const messages = SEEN.flatMap((seen) => [...seen.matchAll(/"([^"]+)"/g)].map(([, message = '']) => message));

test.each(messages.filter((message) => !OF_ROUTERS.includes(message)))(
  'the message of the page is one of the program: %s',
  (message) => {
    const missing = message.split('…').filter((part) => !SOURCE.includes(part.trim()));
    expect(missing).toEqual([]);
  },
);

test('each status and code of the page is one of the graph', () => {
  const values = Object.values(createSchema().getTypeMap())
    .filter(isEnumType)
    .flatMap((type) => type.getValues().map(({ name }) => name));
  const known = new Set([...values, ...Object.keys(ERROR_CODES)]);
  const named = SEEN.flatMap((seen) => [...seen.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name = '']) => name));
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
