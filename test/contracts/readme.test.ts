import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { ERROR_CODES } from '../../src/errors.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the README lists exactly the variables that are read at start', () => {
  expect(namesInTable('## Running it')).toEqual(variablesOf(parseConfig));
});

test('the README lists exactly the error codes of the catalogue', () => {
  expect(namesInTable('### When something fails')).toEqual(Object.keys(ERROR_CODES).sort());
});

test('the README stays short enough to be read', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(200);
});

/** The names in the first column of the first table below a heading, sorted. */
function namesInTable(heading: string): string[] {
  const section = README.slice(README.indexOf(`${heading}\n`));
  const [, , ...rows] = /(?:^\|.*\n)+/m.exec(section)?.[0].trimEnd().split('\n') ?? [];
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
