import { randomBytes } from 'node:crypto';
import { loadOrCreateKeyFile } from './key-file.ts';
import type { EncryptionKey } from './vault.ts';

/** Where the secrets are stored, as far as it decides on their key. */
type SecretStore =
  /** A path, or `:memory:` for a store that ends with the process. */
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };

/**
 * The keys to encrypt with: those of the configuration, else for SQLite the one in the key file beside the database, which is made
 * when there is none. Throws a KeyFileError when that file cannot be trusted.
 */
export function encryptionKeysFor(
  store: SecretStore,
  configured: readonly EncryptionKey[],
): readonly EncryptionKey[] {
  if (configured.length > 0) return configured;
  if (store.kind !== 'sqlite') throw new Error('Only a SQLite store keeps a key file; this one needs a key.');
  if (store.path === ':memory:') return [{ id: 'memory', key: randomBytes(32) }];
  return [loadOrCreateKeyFile(`${store.path}.key`)];
}
