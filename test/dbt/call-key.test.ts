import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCallKey } from '../../src/dbt/call-key.ts';
import { deriveKeys } from '../../src/integrations/secrets/derived-keys.ts';

const CALL = { discoveryUrl: 'http://dbt/graphql', serviceToken: 'T' };
const keys = (fill: number) => deriveKeys([{ id: 'k', key: new Uint8Array(32).fill(fill) }], 'guard');

test('names host and token, the same on every replica that has the key', () => {
  const keyOf = createCallKey(keys(1));
  expect(keyOf(CALL)).toMatch(/^[0-9a-f]{32}$/);
  expect(createCallKey(keys(1))(CALL)).toBe(keyOf(CALL));
  expect(keyOf({ ...CALL, serviceToken: 'U' })).not.toBe(keyOf(CALL));
  expect(keyOf({ ...CALL, discoveryUrl: 'http://dbt/graphq', serviceToken: 'lT' })).not.toBe(keyOf(CALL));
});

test('without the key no guess of a token can be tested against it', () => {
  const name = createCallKey(keys(1))(CALL);
  expect(createCallKey(keys(2))(CALL)).not.toBe(name);
  for (const guess of [`${CALL.discoveryUrl}\u0000T`, 'T']) {
    expect(createHash('sha256').update(guess).digest('hex')).not.toContain(name);
  }
});

test('the first key makes the name, so that a key which is put behind it changes nothing', () => {
  expect(createCallKey([...keys(1), ...keys(2)])(CALL)).toBe(createCallKey(keys(1))(CALL));
  expect(() => createCallKey([])).toThrow('At least one key');
});

test('nothing in the folders that hold tokens makes a hash without a key', () => {
  const folders = ['dbt', 'integrations'];
  const files = folders.flatMap((folder) =>
    readdirSync(`src/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `src/${folder}/${name}`),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(
    files.filter((file) => /createHash|subtle\.digest|\bhash\(/.test(readFileSync(file, 'utf8'))),
  ).toEqual([]);
});
