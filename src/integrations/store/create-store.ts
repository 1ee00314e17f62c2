import { createPgPool } from './postgres-client.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { IntegrationStore } from './store.ts';

type StoreConfig =
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
