import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createDiscoveryServer, type DiscoveryServer } from '../../discovery/server.ts';
import { type PostgresServer, startPostgres } from '../../test/integrations/postgres-server.ts';
import { parseExposition, type Sample } from '../../test/support/exposition.ts';
import { type RedisServer, startRedis } from '../../test/support/redis-server.ts';
import { GATEWAY_ENV, headersOf } from '../support/gateway.ts';
import type { Selector } from '../support/promql.ts';
import { type Subgraph, startSubgraph } from '../support/subgraph.ts';
import { createHistory, type History } from './history.ts';

/** What a scenario is played on. */
export interface Stage extends AsyncDisposable {
  readonly dbt: DiscoveryServer;
  readonly replicas: readonly Replica[];
  /** Null where the scenario wants none. */
  readonly redis: RedisServer | null;
  readonly postgres: PostgresServer | null;
  /** A file system of its own; an empty text where there is none. */
  readonly smallDisk: string;
  readonly history: History;
  /** Log lines of all replicas so far. */
  readonly lines: readonly string[];
  /** One after the other: the clocks go on by a step, callers ask, all replicas are scraped. */
  steps(count: number, act?: Act, options?: { readonly askedBy?: readonly Tenant[] }): Promise<void>;
  ask(replica: Replica, tenant: Tenant, query?: string, headers?: Headers): Promise<void>;
  /** A webhook of dbt's about a finished run, signed with this secret. */
  deliver(secret: string): Promise<number>;
}

type Headers = Readonly<Record<string, string>>;
type Act = (step: number) => Promise<unknown>;

export interface Replica {
  readonly name: string;
  /** Null while it is down. */
  subgraph: Subgraph | null;
  start(): Promise<void>;
  kill(): Promise<void>;
}

export interface Tenant {
  readonly name: string;
  readonly environmentId: number;
  readonly headers: Headers;
}

export interface StageOptions {
  readonly selectors: readonly Selector[];
  /** Of the subgraph's clock, between two scrapes. */
  readonly stepMs: number;
  readonly replicas: number;
  readonly env: Headers;
  readonly hasRedis: boolean;
  readonly hasPostgres: boolean;
  readonly smallDisk: string;
}

export const TENANTS: readonly Tenant[] = [
  { name: 'acme', environmentId: 834, headers: headersOf('acme') },
  { name: 'globex', environmentId: 912, headers: headersOf('globex') },
];
export const WEBHOOK_SECRET = 'the-secret-that-dbt-signs-with';
const TABLES = ['marts.orders', 'marts.customers', 'raw.customers', 'finance.monthly_revenue'].map((path) => {
  const [schema, name] = path.split('.');
  return { __typename: 'Table', database: 'warehouse', schema, name };
});
const PAGE = `query Page($references: [_Any!]!) { _entities(representations: $references) {
  ... on Table { dbtDescription lastRefreshedAt dbtTests { name outcome } dbt { match { status } } } } }`;
const secretSet = z.object({
  setDbtWebhookSecret: z.object({ integration: z.object({ id: z.string() }) }),
});
const ASK_WITHIN_MS = 20_000;
const SCRAPE_WITHIN_MS = 10_000;
const CALLS_PER_STEP = 3;
/** What goes on behind the answers has begun by then, and mostly ended. */
const SETTLE_MS = 150;
const SERVICE_TOKEN = `dbtc_${randomBytes(16).toString('hex')}`;

export async function openStage(options: StageOptions): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const dbt = await createDiscoveryServer({
    token: SERVICE_TOKEN,
    environments: TENANTS.map(({ environmentId: id }) => ({ id, artifactsPath: artifactsOf(id) })),
    requestLogLimit: 1,
  });
  opened.defer(() => dbt.close());
  const redis = options.hasRedis ? opened.use(await startRedis()) : null;
  const postgres = options.hasPostgres ? await startPostgres() : null;
  if (postgres !== null) opened.defer(() => postgres.stop());
  const lines: string[] = [];
  let aheadMs = 0;
  const env = {
    ...GATEWAY_ENV,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    CACHE_URL: redis?.url ?? 'memory',
    STORE_URL: postgres?.url ?? `sqlite://${join(folder, 'integrations.sqlite')}`,
    ...options.env,
  };
  const replicas = Array.from({ length: options.replicas }, (_, number): Replica => {
    const replica: Replica = {
      name: `replica-${number + 1}:4001`,
      subgraph: null,
      async start() {
        const onLine = (line: string) => lines.push(line);
        replica.subgraph = await startSubgraph({ dbt: { url: dbt.adminUrl }, folder, env, onLine });
        await replica.subgraph.turnClock(aheadMs);
      },
      async kill() {
        const { subgraph } = replica;
        replica.subgraph = null;
        await subgraph?.kill();
      },
    };
    opened.defer(() => replica.kill());
    return replica;
  });
  for (const replica of replicas) await replica.start();
  const history = createHistory(options.selectors);
  const integrationIds: string[] = [];
  const first = replicas[0]?.subgraph;
  for (const { environmentId, headers } of TENANTS) {
    await first?.connect({ environmentIds: [environmentId], serviceToken: SERVICE_TOKEN, headers });
    const answer = await first?.ask(
      'mutation ($secret: String) { setDbtWebhookSecret(secret: $secret) { integration { id } userErrors { message } } }',
      { secret: WEBHOOK_SECRET },
      { headers, withinMs: ASK_WITHIN_MS },
    );
    integrationIds.push(secretSet.parse(answer?.data).setDbtWebhookSecret.integration.id);
  }

  const running = () => replicas.flatMap((replica) => (replica.subgraph === null ? [] : [replica]));

  async function ask(
    replica: Replica,
    tenant: Tenant,
    query = PAGE,
    headers = tenant.headers,
  ): Promise<void> {
    const asked = replica.subgraph?.ask(query, { references: TABLES }, { headers, withinMs: ASK_WITHIN_MS });
    // How it is answered is what the metrics tell.
    await asked?.catch(() => undefined);
  }

  async function askAll(tenants: readonly Tenant[]): Promise<void> {
    const calls = running().flatMap((replica) => tenants.map((tenant) => ({ replica, tenant })));
    for (let call = 0; call < CALLS_PER_STEP; call++) {
      await Promise.all(calls.map(({ replica, tenant }) => ask(replica, tenant)));
    }
  }

  const stack = opened.move();
  return {
    dbt,
    replicas,
    redis,
    postgres,
    smallDisk: options.smallDisk,
    history,
    lines,
    ask,
    async steps(count, act, { askedBy = TENANTS } = {}) {
      for (let step = 0; step < count; step++) {
        aheadMs += options.stepMs;
        await Promise.all(running().map(({ subgraph }) => subgraph?.turnClock(aheadMs)));
        await act?.(step);
        await askAll(askedBy);
        await delay(SETTLE_MS);
        const scraped = replicas.map(
          async ({ name, subgraph }) =>
            [name, subgraph === null ? null : await scrape(subgraph.url)] as const,
        );
        history.add(new Map(await Promise.all(scraped)));
      }
    },
    async deliver(secret) {
      const { url } = running()[0]?.subgraph ?? { url: '' };
      const body = JSON.stringify({
        accountId: 71,
        eventId: `wev_${randomUUID()}`,
        timestamp: new Date(Date.now() + aheadMs).toISOString(),
        eventType: 'job.run.completed',
        webhookName: 'catalogue',
        data: { jobId: '1', runId: '2', environmentId: '834', runStatus: 'Success' },
      });
      const authorization = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { authorization, 'content-type': 'application/json' };
      const delivered = await fetch(`${url}/webhooks/dbt/${integrationIds[0]}`, {
        method: 'POST',
        headers,
        body,
      });
      return delivered.status;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Null where the replica does not answer. */
async function scrape(url: string): Promise<readonly Sample[] | null> {
  const signal = AbortSignal.timeout(SCRAPE_WITHIN_MS);
  const text = await fetch(`${url}/metrics`, { signal })
    .then((response) => response.text())
    .catch(() => null);
  return text === null ? null : parseExposition(text).families.flatMap(({ samples }) => samples);
}

function artifactsOf(environmentId: number): string {
  return fileURLToPath(new URL(`../../demo/warehouse/artifacts/${environmentId}`, import.meta.url));
}
