import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encryptionKeysFor } from '../../src/integrations/secrets/encryption-keys.ts';
import { loadOrCreateKeyFile } from '../../src/integrations/secrets/key-file.ts';
import { temporaryFolder } from './builders.ts';

it('makes a key that only its owner can read, and finds the same one again', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'data', 'store.key');
  const made = loadOrCreateKeyFile(path);
  expect(made.key.byteLength).toBe(32);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder.path, 'data'))).toEqual(['store.key']);
  expect(loadOrCreateKeyFile(path)).toEqual(made);
});

it('writes the key in the form of ENCRYPTION_KEYS, so that it can be moved there', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'store.key');
  const { id, key } = loadOrCreateKeyFile(path);
  expect(readFileSync(path, 'utf8')).toBe(`${id}:${Buffer.from(key).toString('base64')}\n`);
});

it.each([0o640, 0o604, 0o620])('refuses a key file with mode %o', (mode) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'store.key');
  loadOrCreateKeyFile(path);
  chmodSync(path, mode);
  expect(() => loadOrCreateKeyFile(path)).toThrow('can be read by others');
});

it.each(['', 'k1:c2hvcnQ=\n', 'no key at all', `k1:${'A'.repeat(43)}=\nk2:x`])(
  'refuses a damaged key file and leaves it as it is: %j',
  (content) => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'store.key');
    writeFileSync(path, content, { mode: 0o600 });
    expect(() => loadOrCreateKeyFile(path)).toThrow('holds no key in the form id:base64');
    expect(readFileSync(path, 'utf8')).toBe(content);
  },
);

it('serves SQLite without configured keys only', () => {
  using folder = temporaryFolder();
  const sqlite = { kind: 'sqlite', path: join(folder.path, 'store.sqlite') } as const;
  const configured = [{ id: 'k1', key: new Uint8Array(32) }];
  expect(encryptionKeysFor(sqlite, configured)).toBe(configured);
  expect(readdirSync(folder.path)).toEqual([]);
  expect(encryptionKeysFor(sqlite, [])).toEqual([loadOrCreateKeyFile(`${sqlite.path}.key`)]);
  expect(encryptionKeysFor({ kind: 'sqlite', path: ':memory:' }, [])[0]?.key.byteLength).toBe(32);
  expect(() => encryptionKeysFor({ kind: 'postgres', url: 'postgres://x' }, [])).toThrow('needs a key');
});
