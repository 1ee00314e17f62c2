import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealed } from '../integration.ts';

/** A key of 32 bytes under the name that records carry. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Where a secret belongs. Authenticated with it, so that a ciphertext copied to another row or field does not open there. */
export interface SecretPlace {
  readonly tenant: string;
  readonly integrationId: string;
  readonly field: 'serviceToken' | 'webhookSecret';
}

export interface Vault {
  /** Encrypts with the first key. */
  seal(plaintext: string, place: SecretPlace): Sealed;
  /** Throws a VaultError when the key is missing or wrong, or the text was altered or moved. */
  open(sealed: Sealed, place: SecretPlace): string;
  /** Whether the first key has encrypted it; what is not current is encrypted anew with the next write. */
  isCurrent(sealed: Sealed): boolean;
}

/** A secret cannot be opened. The message names the key's id and nothing of the secret. */
export class VaultError extends Error {
  readonly reason: 'KEY_MISSING' | 'UNREADABLE';

  constructor(reason: 'KEY_MISSING' | 'UNREADABLE', keyId: string, cause?: unknown) {
    super(
      reason === 'KEY_MISSING'
        ? `A stored secret was encrypted with key "${keyId}", which ENCRYPTION_KEYS does not hold.`
        : `A stored secret cannot be decrypted with key "${keyId}": the key is another one, or the record was altered.`,
      { cause },
    );
    this.name = 'VaultError';
    this.reason = reason;
  }
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** The size GCM is specified for; random ones stay safe for some four thousand million encryptions with one key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function createVault(keys: readonly EncryptionKey[]): Vault {
  const [first] = keys;
  if (first === undefined) throw new Error('At least one encryption key is needed.');
  for (const { id, key } of keys) {
    if (key.byteLength !== KEY_BYTES)
      throw new Error(`Encryption key "${id}" is not ${KEY_BYTES} bytes long.`);
  }
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  if (byId.size !== keys.length) throw new Error('Two encryption keys have the same id.');

  return {
    seal(plaintext, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, first.key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(placeBytes(place));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return {
        keyId: first.id,
        iv: iv.toString('base64'),
        ciphertext: ciphertext.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
      };
    },

    open({ keyId, iv, ciphertext, tag }, place) {
      const key = byId.get(keyId);
      if (key === undefined) throw new VaultError('KEY_MISSING', keyId);
      try {
        const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, 'base64'), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(placeBytes(place));
        decipher.setAuthTag(Buffer.from(tag, 'base64'));
        return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64')), decipher.final()]).toString(
          'utf8',
        );
      } catch (error) {
        throw new VaultError('UNREADABLE', keyId, error);
      }
    },

    isCurrent: (sealed) => sealed.keyId === first.id,
  };
}

function placeBytes({ tenant, integrationId, field }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(['integration', tenant, integrationId, field]));
}
