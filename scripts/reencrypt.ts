import { parseConfig } from '../src/config.ts';
import { reencryptAll } from '../src/integrations/reencrypt.ts';
import { encryptionKeysFor } from '../src/integrations/secrets/encryption-keys.ts';
import { createVault } from '../src/integrations/secrets/vault.ts';
import { createStore } from '../src/integrations/store/create-store.ts';
import { createLogger } from '../src/observability/logger.ts';

/** Encrypts every stored secret with the first of ENCRYPTION_KEYS, in the store that STORE_URL names. */
const config = parseConfig(process.env);
const log = createLogger({ level: config.logLevel });
const vault = createVault(encryptionKeysFor(config.store, config.encryptionKeys));
const store = await createStore(config.store, (error) =>
  log.warn({ err: error }, 'a store connection broke'),
);
try {
  const { reencrypted, current, failed } = await reencryptAll({ store, vault });
  for (const { tenant, error } of failed) log.error({ err: error, tenant }, 'not encrypted anew');
  process.stdout.write(
    `${reencrypted} encrypted anew, ${current} already current, ${failed.length} failed\n`,
  );
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await store.close();
}
