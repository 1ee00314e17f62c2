import { randomBytes } from 'node:crypto';
import { loadOrCreateKeyFile } from '../secrets/key-file.ts';
import type { EncryptionKey } from '../secrets/vault.ts';
import { createPgPool } from './postgres-client.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { IntegrationStore } from './store.ts';

export type StoreConfig =
  /** A path, or `:memory:` for a store that ends with the process. */
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };

/**
 * Opens the store and brings its schema up to date. Rejects with a StoreError when it cannot be opened, with a StoreTooNewError
 * when a newer version has written it.
 */
export async function createStore(
  config: StoreConfig,
  onError?: (error: Error) => void,
): Promise<IntegrationStore> {
  if (config.kind === 'sqlite') return openSqliteStore(config.path);
  const client = createPgPool({ url: config.url, ...(onError === undefined ? {} : { onError }) });
  try {
    return await createPostgresStore(client);
  } catch (error) {
    await client.close();
    throw error;
  }
}

/**
 * The keys to encrypt with: those of the configuration, else for SQLite the one in the key file beside the database, which is made
 * when there is none. Throws a KeyFileError when that file cannot be trusted.
 */
export function encryptionKeysFor(
  store: StoreConfig,
  configured: readonly EncryptionKey[],
): readonly EncryptionKey[] {
  if (configured.length > 0) return configured;
  if (store.kind !== 'sqlite') throw new Error('Only a SQLite store keeps a key file; this one needs a key.');
  if (store.path === ':memory:') return [{ id: 'memory', key: randomBytes(32) }];
  return [loadOrCreateKeyFile(`${store.path}.key`)];
}
