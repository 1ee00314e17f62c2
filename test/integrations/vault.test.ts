import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createVault, type SecretPlace, VaultError } from '../../src/integrations/secrets/vault.ts';

const place: SecretPlace = { tenant: 'acme', integrationId: 'int-1', field: 'serviceToken' };
const keyOf = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) });
const [k1, k2] = [keyOf('k1', 1), keyOf('k2', 2)];

it('opens what it has sealed, whatever the text', () => {
  const vault = createVault([k1]);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => vault.open(vault.seal(text, place), place) === text,
    ),
  );
});

it('seals the same text differently each time', () => {
  const vault = createVault([k1]);
  const ivs = Array.from({ length: 200 }, () => vault.seal('token', place).iv);
  expect(new Set(ivs).size).toBe(200);
});

it('encrypts with the first key and opens with each', () => {
  const old = createVault([k1]).seal('token', place);
  const vault = createVault([k2, k1]);
  expect([vault.open(old, place), vault.isCurrent(old)]).toEqual(['token', false]);
  const renewed = vault.seal('token', place);
  expect([renewed.keyId, vault.isCurrent(renewed)]).toEqual(['k2', true]);
});

it('says which key is missing', () => {
  const old = createVault([k1]).seal('token', place);
  expect(() => createVault([k2]).open(old, place)).toThrow(
    'A stored secret was encrypted with key "k1", which ENCRYPTION_KEYS does not hold.',
  );
});

it('refuses another key under the same id', () => {
  const old = createVault([k1]).seal('token', place);
  expect(() => createVault([keyOf('k1', 9)]).open(old, place)).toThrow(VaultError);
});

it.each<[string, SecretPlace]>([
  ['another tenant', { ...place, tenant: 'other' }],
  ['another integration', { ...place, integrationId: 'int-2' }],
  ['another field', { ...place, field: 'webhookSecret' }],
  ['a place whose parts read alike', { ...place, tenant: 'acme","int-1', integrationId: '' }],
])('refuses a ciphertext that was copied to %s', (_where, elsewhere) => {
  const vault = createVault([k1]);
  expect(() => vault.open(vault.seal('token', place), elsewhere)).toThrow(VaultError);
});

it('refuses a record with any bit changed, and a shortened tag', () => {
  const vault = createVault([k1]);
  const sealed = vault.seal('a token of some length', place);
  for (const part of ['iv', 'ciphertext', 'tag'] as const) {
    const bytes = Buffer.from(sealed[part], 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(() => vault.open({ ...sealed, [part]: bytes.toString('base64') }, place)).toThrow(VaultError);
  }
  const short = Buffer.from(sealed.tag, 'base64').subarray(0, 4).toString('base64');
  expect(() => vault.open({ ...sealed, tag: short }, place)).toThrow(VaultError);
});

it('refuses keys it cannot work with', () => {
  expect(() => createVault([])).toThrow('At least one encryption key is needed.');
  expect(() => createVault([{ id: 'short', key: randomBytes(16) }])).toThrow('"short" is not 32 bytes');
  expect(() => createVault([k1, keyOf('k1', 2)])).toThrow('Two encryption keys have the same id.');
});
