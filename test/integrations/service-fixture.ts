import { createLocalCoordination } from '../../src/coordination/coordination.ts';
import { createHealthRecorder } from '../../src/integrations/health-recorder.ts';
import type { IntegrationInput } from '../../src/integrations/input.ts';
import type { ConnectedEnvironment } from '../../src/integrations/integration.ts';
import { createIntegrations } from '../../src/integrations/integration-service.ts';
import { type CachedEntries, createPurges, type Purges } from '../../src/integrations/purges.ts';
import type { IntegrationChange } from '../../src/integrations/record.ts';
import { createRefusals } from '../../src/integrations/refusals.ts';
import { createVault, type EncryptionKey } from '../../src/integrations/secrets/vault.ts';
import { openDatabase } from '../../src/integrations/store/sqlite-database.ts';
import { createSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import type { IntegrationStore } from '../../src/integrations/store/store.ts';
import type {
  HostAddresses,
  ParseHost,
  Verify,
  VerifyInput,
} from '../../src/integrations/verification/verification.ts';
import { createWebhookRecorder } from '../../src/integrations/webhook-recorder.ts';
import { createClock, silent, environmentOf as unknownEnvironmentOf } from './builders.ts';

export const KEY: EncryptionKey = { id: 'k1', key: new Uint8Array(32).fill(7) };

export const TOKEN = 'dbtc_0123456789abcdef';

/** What an admin types to connect dbt. */
export const INPUT: IntegrationInput = {
  serviceToken: TOKEN,
  apiHost: 'ab123.us1.dbt.com',
  environmentIds: ['834', '835'],
};

function hostOf(apiHost: string, discoveryUrl: string | null = null): HostAddresses {
  return {
    apiHost,
    adminUrl: `https://${apiHost}`,
    discoveryUrl: discoveryUrl ?? `https://metadata.${apiHost}/graphql`,
  };
}

export function environmentOf(id: string): ConnectedEnvironment {
  return unknownEnvironmentOf(id, {
    ...{ name: `Environment ${id}`, projectId: '7', projectName: 'Shop', adapterType: 'snowflake' },
    ...{ accountId: '71', deploymentType: 'production' },
  });
}

/** The rules on hosts are proven elsewhere; here a name is a host, with or without its scheme, unless it is `bad`. */
const parseHost: ParseHost = ({ apiHost, discoveryUrl }) =>
  apiHost === 'bad'
    ? {
        ok: false,
        errors: [{ code: 'HOST_NOT_ALLOWED', field: ['input', 'apiHost'], message: 'Not allowed.' }],
      }
    : { ok: true, host: hostOf(apiHost.replace('https://', ''), discoveryUrl) };

export interface FixtureOptions {
  readonly store?: IntegrationStore;
  readonly keys?: readonly EncryptionKey[];
  readonly verify?: Verify;
  /** Of the ids given to new integrations; `int` when left out. */
  readonly idPrefix?: string;
  /** The cache that outlives the process; it deletes twelve entries when left out. Null: there is none. */
  readonly deleteEntries?: ((prefix: string) => Promise<number | null>) | null;
  /** Those of a test's own, instead. */
  readonly purges?: Purges;
  readonly clock?: ReturnType<typeof createClock>;
}

/** The service over a real store; dbt alone is played, and what was asked of it is recorded. */
export function createFixture(options: FixtureOptions = {}) {
  const store = options.store ?? createSqliteStore(openDatabase(':memory:'));
  const clock = options.clock ?? createClock();
  const asked: VerifyInput[] = [];
  const changes: IntegrationChange[] = [];
  const purged: string[] = [];
  const forgotten: CachedEntries[] = [];
  const unavailable: unknown[] = [];
  const vault = createVault(options.keys ?? [KEY]);
  const health = createHealthRecorder({ store, now: clock.now, log: silent });
  let made = 0;

  const acceptAll: Verify = async ({ apiHost, discoveryUrl, environmentIds }) => {
    const parsed = parseHost({ apiHost, discoveryUrl });
    if (!parsed.ok) return parsed;
    return { ok: true, host: parsed.host, environments: (environmentIds ?? ['900']).map(environmentOf) };
  };
  const answer = options.verify ?? acceptAll;

  const deleteTwelve = async (prefix: string) => {
    purged.push(prefix);
    return 12;
  };
  const purges =
    options.purges ??
    createPurges({
      store,
      prefixOf: ({ tenant, integrationId, revision }) => `${tenant}/${integrationId}/${revision ?? '*'}`,
      forget(entries) {
        forgotten.push(entries);
        return 3;
      },
      deleteEntries: options.deleteEntries === undefined ? deleteTwelve : options.deleteEntries,
      settleMs: 15_000,
      log: silent,
      now: clock.now,
      // No round begins by itself.
      timer: () => () => undefined,
    });

  const service = createIntegrations({
    store,
    vault,
    verify: (input) => {
      asked.push(input);
      return answer(input);
    },
    parseHost,
    now: clock.now,
    newId: () => {
      made += 1;
      return `${options.idPrefix ?? 'int'}-${made}`;
    },
    log: silent,
    onChanged: (change) => changes.push(change),
    onUnavailable: (cause) => unavailable.push(cause),
    purges,
    healthReader: health,
    webhookReader: createWebhookRecorder({ store, now: clock.now, log: silent }),
    readStates: async () => [],
    readBudget: async () => null,
    refusals: createRefusals({
      store,
      claim: createLocalCoordination(clock.now).locks.claim,
      now: clock.now,
      log: silent,
    }),
    publicUrl: 'https://dbt.example.com',
    adminRule: 'The scope `dbt:admin` was looked for in the token.',
  });
  return { service, store, vault, clock, health, asked, changes, purged, forgotten, unavailable, acceptAll };
}
