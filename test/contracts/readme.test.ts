import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { ERROR_CODES } from '../../src/errors.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('docs/configuration.md has exactly one row for each variable that is read at start', () => {
  expect(namesInTables(read('docs/configuration.md'))).toEqual(variablesOf(parseConfig));
});

test('docs/failures.md has exactly one row for each error code of the catalogue', () => {
  const [, codes = ''] = read('docs/failures.md').split('## Error codes\n');
  expect(namesInTables(codes.split('\n## ')[0] ?? '')).toEqual(Object.keys(ERROR_CODES).sort());
});

test('the README stays short enough to be read', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(130);
});

/** The names in capitals in the first column of all tables, sorted. */
function namesInTables(page: string): string[] {
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  return rows.flatMap((row) => row.split('|')[1]?.match(/[A-Z][A-Z_]+/g) ?? []).sort();
}

/** Every name asked for while an empty environment is read, which means jwt mode: the one with all variables. */
function variablesOf(parse: (env: Readonly<Record<string, string | undefined>>) => unknown): string[] {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_target, name) {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  expect(() => parse(environment)).toThrow('JWT_ISSUER');
  return [...asked].sort();
}
