import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { blockOf, readPage } from './page.ts';

const PAGE = readPage('docs/configuration.md');

test('the message of the page is what the variables of the page give', () => {
  const [command = '', ...message] = blockOf(PAGE, '').trimEnd().split('\n');
  const env = Object.fromEntries(
    [...command.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  expect(() => parseConfig(env)).toThrow(
    expect.objectContaining({ name: 'ConfigError', message: message.join('\n') }),
  );
});

test('each default of the page that is a value is taken as one, and changes nothing', () => {
  const required = {
    JWT_JWKS_URL: 'https://id.example/keys',
    JWT_ISSUER: 'https://id.example',
    JWT_AUDIENCE: 'x',
  };
  const rows = PAGE.split('\n')
    .filter((line) => /^\| `[A-Z]/.test(line))
    .map((line) => line.slice(1, -1).split('|'));
  const defaults = rows.flatMap(([name = '', ...cells]) => {
    const only = /^`([^`]+)`(?: \(.*\))?$/.exec(cells.at(-1)?.trim() ?? '')?.[1];
    return only === undefined ? [] : [[name.replaceAll('`', '').trim(), only] as const];
  });
  expect(defaults.length).toBeGreaterThan(20);
  expect(parseConfig({ ...required, ...Object.fromEntries(defaults) })).toEqual(parseConfig(required));
});
