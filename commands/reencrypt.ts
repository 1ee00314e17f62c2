import { parseConfig } from '../src/config.ts';
import { explainFailure } from '../src/explain-failure.ts';
import { reencryptAll } from '../src/integrations/reencrypt.ts';
import { encryptionKeysFor } from '../src/integrations/secrets/encryption-keys.ts';
import { createVault } from '../src/integrations/secrets/vault.ts';
import { createStore } from '../src/integrations/store/create-store.ts';
import { createLogger } from '../src/observability/logger.ts';
import type { Call } from './program.ts';

export const OPTIONS = { help: { type: 'boolean', short: 'h' } } as const;

/** Encrypts every stored secret with the first of ENCRYPTION_KEYS, in the store that STORE_URL names; exit code 1 where one could not be. */
export async function run({ args, env, typed }: Call): Promise<void> {
  if (args.length > 0) {
    process.stdout.write(usage(typed('reencrypt')));
    return;
  }
  try {
    await reencrypt(env);
  } catch (error) {
    process.stderr.write(`${explainFailure(error, env)}\n`);
    process.exitCode = 1;
  }
}

async function reencrypt(env: Call['env']): Promise<void> {
  const config = parseConfig(env);
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
}

const usage = (typed: string) => `Usage: ${typed}

Encrypts what is stored with the first of ENCRYPTION_KEYS, in the store that STORE_URL names: run it with the variables
of the subgraph after a new key was put first there. Afterwards the old key can be taken out.
`;
