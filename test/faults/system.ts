import { createHmac, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { EnvironmentOptions } from '../../discovery/options.ts';
import { createDiscoveryServer, type DiscoveryServer } from '../../discovery/server.ts';
import { parseConfig } from '../../src/config.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { startSubgraph } from '../../src/start.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { indexRead } from '../support/index-read.ts';
import { createLines, type Lines } from '../support/lines.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { DEMO_ENVIRONMENTS } from '../support/start-stack.ts';

const SERVICE_TOKEN = 'dbtc_service-token-0001';
const WEBHOOK_SECRET = 'webhook-secret-0001';

export interface SystemOptions {
  readonly environments?: readonly EnvironmentOptions[];
  readonly replicas?: number;
  /** Replicas share it; none by default. */
  readonly redisUrl?: string;
  /** For tests that count calls: a machine that stalls makes Redis late, which costs a call more. */
  readonly sharedCacheDeadlineMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the webhook's secret is set. */
  readonly webhook?: boolean;
}

export interface Replica {
  readonly url: string;
  readonly log: Lines;
  /** The facts of these tables, errors beside them. */
  page(paths?: readonly string[], fields?: string): Promise<Page>;
  query(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Parsed>;
  /** The value of a metric, labels as they are written; 0 where it has none yet. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

export interface Page {
  readonly tables: readonly Parsed[];
  readonly statuses: readonly string[];
  readonly codes: readonly string[];
}

/**
 * dbt and replicas of the subgraph over one store, by a clock that runs and can be turned. The first replica has saved the integration and
 * read the index, of which nothing counts as a call.
 */
export interface System extends AsyncDisposable {
  readonly discovery: DiscoveryServer;
  readonly replicas: readonly Replica[];
  readonly clock: { now(): number; turn(ms: number): void };
  readonly integrationId: string;
  readonly storeUrl: string;
  /** The first replica. */
  readonly one: Replica;
  /** The second one. */
  readonly other: Replica;
  startReplica(env?: Readonly<Record<string, string>>): Promise<Replica>;
  /** Discovery requests since the last time this was called, change checks apart. */
  takeCalls(): { readonly index: number; readonly details: number; readonly checks: number };
  deliver(options?: Delivery): Promise<Response>;
}

export interface Delivery {
  readonly eventId?: string;
  readonly environmentId?: string;
  readonly secret?: string;
  readonly sentAtMs?: number;
  readonly to?: Replica;
  readonly padding?: number;
  readonly integrationId?: string;
  readonly body?: string;
}

/** The demo's first environment, where one is enough. */
export const DEMO: EnvironmentOptions = DEMO_ENVIRONMENTS[0] ?? { id: 0, artifactsPath: '' };
export const TABLES = ['marts.orders', 'marts.customers', 'raw.customers', 'finance.monthly_revenue'];
const FIELDS =
  'dbtDescription lastRefreshedAt dbtTests { name outcome severity } dbt { asOf match { status reason } }';

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const folder = temporaryFolder();
  const opened: (() => Promise<unknown>)[] = [async () => folder[Symbol.dispose]()];
  const environments = options.environments ?? DEMO_ENVIRONMENTS;
  const discovery = await createDiscoveryServer({ token: SERVICE_TOKEN, environments });
  opened.push(() => discovery.close());
  let aheadMs = 0;
  const clock = {
    now: () => Date.now() + aheadMs,
    turn(ms: number) {
      aheadMs += ms;
    },
  };
  const storeUrl = `sqlite://${join(folder.path, 'integrations.sqlite')}`;

  async function startReplica(env: Readonly<Record<string, string>> = {}): Promise<Replica> {
    const log = createLines();
    const config = parseConfig({
      AUTH_MODE: 'none',
      PORT: '0',
      STORE_URL: storeUrl,
      DBT_ALLOWED_HOSTS: discovery.adminUrl,
      // A busy machine is no failure of dbt's.
      DBT_DEADLINE_MS: String(PATIENT_MS),
      LOG_LEVEL: 'info',
      CACHE_URL: options.redisUrl ?? 'memory',
      ...options.env,
      ...env,
    });
    const logger = createLogger({ level: config.logLevel, destination: log });
    const { url, stop } = await startSubgraph(config, {
      log: logger,
      now: clock.now,
      ...(options.sharedCacheDeadlineMs === undefined
        ? {}
        : { sharedCacheDeadlineMs: options.sharedCacheDeadlineMs }),
    });
    let stopped: Promise<void> | undefined;
    const stopOnce = () => {
      stopped ??= stop();
      return stopped;
    };
    opened.push(stopOnce);
    const query = async (text: string, variables = {}) => (await ask(`${url}/graphql`, text, variables)).body;
    return {
      url,
      log,
      stop: stopOnce,
      query,
      page: createPage(query),
      metric: (name) => readMetric(url, name),
    };
  }

  try {
    const replicas: Replica[] = [];
    while (replicas.length < (options.replicas ?? 1)) replicas.push(await startReplica());
    const one = replicas[0] as Replica;
    const { data } = await one.query(
      `mutation ($input: DbtIntegrationInput!, $secret: String) {
         configureDbtIntegration(input: $input) { integration { id } userErrors { message } }
         setDbtWebhookSecret(secret: $secret) { userErrors { message } } }`,
      {
        input: {
          apiHost: discovery.adminUrl,
          serviceToken: SERVICE_TOKEN,
          environmentIds: environments.map(({ id }) => String(id)),
        },
        secret: (options.webhook ?? true) ? WEBHOOK_SECRET : null,
      },
    );
    expect(data.configureDbtIntegration.userErrors).toEqual([]);
    const integrationId: string = data.configureDbtIntegration.integration.id;
    await indexRead(one.url);
    discovery.requests.clear();
    return {
      discovery,
      replicas,
      clock,
      integrationId,
      storeUrl,
      one,
      other: replicas[1] ?? one,
      startReplica,
      takeCalls() {
        const names = discovery.requests.discovery().map(({ operationName }) => operationName);
        discovery.requests.clear();
        const count = (...wanted: readonly string[]) =>
          names.filter((name) => wanted.includes(name ?? '')).length;
        return {
          index: count('DbtIndex', 'DbtDefinitionIndex'),
          details: count('DbtNodeDetails'),
          checks: count('DbtChange'),
        };
      },
      deliver(delivery = {}) {
        const body = delivery.body ?? eventOf(delivery, clock.now());
        const signature = createHmac('sha256', delivery.secret ?? WEBHOOK_SECRET)
          .update(body)
          .digest('hex');
        return fetch(`${(delivery.to ?? one).url}/webhooks/dbt/${delivery.integrationId ?? integrationId}`, {
          method: 'POST',
          headers: { authorization: signature, 'content-type': 'application/json' },
          body,
        });
      },
      [Symbol.asyncDispose]: async () => {
        for (const close of opened.splice(0).reverse()) await close();
      },
    };
  } catch (error) {
    for (const close of opened.splice(0).reverse()) await close();
    throw error;
  }
}

/** Nothing that was read is remembered any more. The index begins to be read anew, whatever dbt makes of it. */
export async function forget({ one }: System): Promise<void> {
  const { data } = await one.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  expect(data.refreshDbtMetadata.userErrors).toEqual([]);
}

function createPage(query: Replica['query']): Replica['page'] {
  return async (paths = TABLES, fields = FIELDS) => {
    const { data, errors } = await query(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Table { ${fields} } } }`,
      { representations: paths.map(table) },
    );
    const tables: readonly Parsed[] = data._entities;
    return {
      tables,
      statuses: tables.map((entity) => entity.dbt?.match?.status),
      codes: (errors ?? []).map(({ extensions }: Parsed) => extensions.code),
    };
  };
}

async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

function eventOf(delivery: Delivery, nowMs: number): string {
  return JSON.stringify({
    accountId: 71,
    eventId: delivery.eventId ?? `wev_${randomUUID()}`,
    timestamp: new Date(delivery.sentAtMs ?? nowMs).toISOString(),
    eventType: 'job.run.completed',
    webhookName: 'catalogue',
    data: { jobId: '1', runId: '2', environmentId: delivery.environmentId ?? '834', runStatus: 'Success' },
    padding: 'x'.repeat(delivery.padding ?? 0),
  });
}

/** All calls from now on, together, for a poll: nodes may be there before the index, which is read beside them. */
export function callsOf(system: System): () => ReturnType<System['takeCalls']> {
  const calls = { index: 0, details: 0, checks: 0 };
  return () => {
    const { index, details, checks } = system.takeCalls();
    calls.index += index;
    calls.details += details;
    calls.checks += checks;
    return { ...calls };
  };
}
