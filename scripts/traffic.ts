import { randomBytes } from 'node:crypto';
import { createDiscoveryServer } from '../discovery/server.ts';
import { createDbtHttp } from '../src/dbt/http.ts';
import { NODES_PER_REQUEST } from '../src/environments/details/details-source.ts';
import { type Calls, createCallCounter } from './traffic/calls.ts';
import { finishRun } from './traffic/next-run.ts';
import { createRandom, createViewers, TABLES, type Tenant } from './traffic/page-views.ts';
import { startReplicas } from './traffic/replicas.ts';
import { settle } from './traffic/settle.ts';

/**
 * An hour of traffic by a clock that is turned from one page view to the next: three replicas, twenty tenants with a token each, 200 page
 * views a minute, a dbt run that ends every ten minutes. Counts Discovery requests; exits 1 when a tenant costs more than is promised.
 *
 * The replicas share an in-process stand-in for Redis (held to the same tests as the cache and the coordination on Redis): Redis ends
 * claims by its own clock, which nobody can turn.
 */
const REPLICAS = 3;
const TENANTS = 20;
const MINUTES = 60;
const VIEWS_PER_MINUTE = 200;
const TABLES_PER_VIEW = 6;
const MINUTES_BETWEEN_RUNS = 10;
/** Change checks and everything else that no run requires, of one tenant in one hour. */
const MAX_OTHER_REQUESTS = 130;
/** Its runs end; the other environment stands still. */
const RUNNING_ENVIRONMENT = 834;
/**
 * What a run requires, once for all replicas: one read of the index, both states side by side (the pages say why a table has no match, which
 * takes the definition state), and the details of what is in use, which fit one batch.
 */
const REQUIRED_PER_RUN = 1 + Math.ceil(TABLES.length / NODES_PER_REQUEST);

async function main(): Promise<number> {
  let nowMs = Date.now();
  const gatewaySecret = randomBytes(24).toString('hex');
  const tenants: readonly Tenant[] = Array.from({ length: TENANTS }, (_, number) => ({
    name: `tenant-${number + 1}`,
    serviceToken: `dbtc_${randomBytes(16).toString('hex')}`,
  }));
  const discovery = await createDiscoveryServer({
    tokens: tenants.map(({ serviceToken }) => ({ token: serviceToken, permission: 'full' })),
    environments: [834, 912].map((id) => ({ id, artifactsPath: `demo/warehouse/artifacts/${id}` })),
    requestLogLimit: 1,
  });
  const calls = createCallCounter(createDbtHttp(), RUNNING_ENVIRONMENT);
  const apiHost = discovery.adminUrl;
  const replicas = await startReplicas({
    count: REPLICAS,
    now: () => nowMs,
    http: calls.http,
    apiHost,
    gatewaySecret,
  });
  const viewers = createViewers(gatewaySecret);
  const random = createRandom(20_270_101);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

  try {
    for (const tenant of tenants) {
      await viewers.connect(pick(replicas.urls), tenant, apiHost);
      // Every fact was read once before the hour begins.
      await viewers.view(pick(replicas.urls), tenant, TABLES);
      await settle(calls.inFlight);
    }
    const before = new Map(tenants.map((tenant) => [tenant, calls.of(tenant.serviceToken)]));

    let runs = 0;
    for (let view = 0; view < MINUTES * VIEWS_PER_MINUTE; view++) {
      const minute = Math.floor(view / VIEWS_PER_MINUTE);
      if (view % VIEWS_PER_MINUTE === 0 && minute % MINUTES_BETWEEN_RUNS === MINUTES_BETWEEN_RUNS / 2) {
        runs += 1;
        await finishRun(discovery, runs);
      }
      nowMs += 60_000 / VIEWS_PER_MINUTE;
      const tables = Array.from({ length: TABLES_PER_VIEW }, () => pick(TABLES));
      await viewers.view(pick(replicas.urls), pick(tenants), tables);
      await settle(calls.inFlight);
    }
    return report(tenants, runs, (tenant) => difference(calls.of(tenant.serviceToken), before.get(tenant)));
  } finally {
    await replicas.stop();
    await discovery.close();
  }
}

function report(tenants: readonly Tenant[], runs: number, callsOf: (tenant: Tenant) => Calls): number {
  const required = runs * REQUIRED_PER_RUN;
  print(
    `${REPLICAS} replicas over an in-process stand-in for Redis, ${TENANTS} tenants, ${MINUTES} minutes, ${VIEWS_PER_MINUTE} page views a minute, ${runs} dbt runs`,
  );
  print(
    `Promised for each tenant: ${required} requests at most that the runs require (index and details in use, once for all replicas), ${MAX_OTHER_REQUESTS} others at most`,
  );
  print('');
  print('tenant      index  details  change checks  total  for the runs  beyond the runs');
  let worst = 0;
  let worstForRuns = 0;
  for (const tenant of tenants) {
    const { index, details, checks, forRuns } = callsOf(tenant);
    const total = index + details + checks;
    const others = total - forRuns;
    worst = Math.max(worst, others);
    worstForRuns = Math.max(worstForRuns, forRuns);
    const cells = [index, details, checks, total, forRuns, others].map((cell, column) =>
      String(cell).padStart([5, 7, 13, 5, 12, 15][column] ?? 0),
    );
    print(`${tenant.name.padEnd(10)}  ${cells.join('  ')}`);
  }
  print('');
  const isKept = worst <= MAX_OTHER_REQUESTS && worstForRuns <= required;
  print(
    `At most ${worstForRuns} requests for the runs, of ${required}; ${worst} beyond them, of ${MAX_OTHER_REQUESTS}: ${isKept ? 'kept' : 'BROKEN'}`,
  );
  return isKept ? 0 : 1;
}

function difference(after: Calls, before: Calls | undefined): Calls {
  return {
    index: after.index - (before?.index ?? 0),
    details: after.details - (before?.details ?? 0),
    checks: after.checks - (before?.checks ?? 0),
    forRuns: after.forRuns - (before?.forRuns ?? 0),
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main();
