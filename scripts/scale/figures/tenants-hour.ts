import { randomBytes } from 'node:crypto';
import { headersOf } from '../../support/gateway.ts';
import { until } from '../../support/process/until.ts';
import { count, type Row, toRow, toUnmeasured } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import type { Subgraph } from '../../support/subgraph.ts';
import { type Dbt, startDbt } from '../dbt.ts';
import { askUntilWhole, missingOf, type Page, pageOf } from '../page.ts';
import { totalOf } from '../project/traffic.ts';
import { findRedis, NO_REDIS, startRedis } from '../redis.ts';
import { type Replicas, startReplicas } from '../replicas.ts';
import { PAGE_ROWS } from '../settings.ts';

const MODELS = 1000;
const TABLES = 40;
const STEPS = 120;
const STEP_MS = 30_000;
const LATENCY_MS = 5;
/** Steps in which a tenant's environment changes, later by its number so that not all change at once. */
const CHANGES_AT = [30, 85] as const;
const CHANGE_SPREAD = 20;
/** Tenants that are asked at the same time: in an hour, thirty seconds hold them all without a crowd. */
const SIDE_BY_SIDE = 2;
const ASK_WITHIN_MS = 30_000;
const WAIT_MS = 170_000;
/** Looks in a row that find dbt left alone: a read begins a few milliseconds after it was asked for. */
const QUIET_TIMES = 10;

/**
 * What one tenant may cost in the hour, as `npm run traffic` reckons it (restated here, since that is a program and no module): for each change
 * one read of the index and one of the details in use, once for all replicas; and besides 120 change checks and ten for facts that are read
 * again after fifteen minutes without a change, all together.
 */
const NODES_PER_REQUEST = 200;
const OTHER_REQUESTS = 130;
const BOUND =
  CHANGES_AT.length * (Math.ceil(MODELS / PAGE_ROWS) + Math.ceil(TABLES / NODES_PER_REQUEST)) +
  OTHER_REQUESTS;

interface Tenant {
  readonly number: number;
  readonly environmentId: number;
  readonly serviceToken: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An hour of two replicas in a few minutes: their clocks, and Redis's, are turned together from one look at a page to the next. */
export async function measureTenantsHour(run: Run): Promise<readonly Row[]> {
  const tenants = Array.from(
    { length: run.isQuick ? 5 : 50 },
    (_, number): Tenant => ({
      number,
      environmentId: 1000 + number,
      serviceToken: `dbtc_${randomBytes(16).toString('hex')}`,
      headers: headersOf(`tenant-${number}`),
    }),
  );
  const figure = `${tenants.length} tenants of 1,000 models, two replicas: requests of one tenant in an hour`;
  const binary = findRedis();
  if (binary === null) return [toUnmeasured(figure, NO_REDIS)];
  run.say(figure);

  const environments = tenants.map(({ environmentId }) => ({ environmentId, models: MODELS }));
  await using dbt = await startDbt(environments, LATENCY_MS);
  await using redis = await startRedis(binary, run.makeFolder());
  await using replicas = await startReplicas(dbt, redis, run.makeFolder());
  const page = pageOf(TABLES, MODELS, { fields: 'dbtTests { name outcome } dbt { asOf match { status } }' });

  const endAtMs = performance.now() + WAIT_MS;
  const before = new Map<Tenant, number>();
  for (const tenant of tenants) {
    const subgraph = replicas.pick(tenant.number);
    await subgraph.connect({ ...tenant, environmentIds: [tenant.environmentId] });
    const { missing } = await askUntilWhole(subgraph, page, ASK_WITHIN_MS, tenant);
    if (missing !== null)
      throw new Error(`The project of tenant ${tenant.number} was never read: ${missing}`);
  }
  await settle(dbt);
  for (const tenant of tenants) before.set(tenant, totalOf(await dbt.requests(tenant.serviceToken)));
  run.say('every tenant is connected and read; the hour begins');

  let problem: string | null = null;
  let step = 0;
  for (; step < STEPS && problem === null && performance.now() < endAtMs; step++) {
    await Promise.all([redis.turnClock(STEP_MS), replicas.turnClock((step + 1) * STEP_MS)]);
    for (const { number, environmentId } of tenants) {
      if (CHANGES_AT.some((at) => at + (number % CHANGE_SPREAD) === step)) await dbt.change(environmentId);
    }
    for (let start = 0; start < tenants.length; start += SIDE_BY_SIDE) {
      const asked = tenants.slice(start, start + SIDE_BY_SIDE);
      const problems = await Promise.all(
        asked.map((tenant) => look(replicas.pick(tenant.number + step), page, tenant)),
      );
      problem ??= problems.find((found) => found !== null) ?? null;
    }
    await settle(dbt);
    if (step % 20 === 19) run.say(`${((step + 1) * STEP_MS) / 60_000} of 60 minutes`);
  }

  const costs = await Promise.all(
    tenants.map(async (tenant) => {
      const requests = await dbt.requests(tenant.serviceToken);
      return { requests, spent: totalOf(requests) - (before.get(tenant) ?? 0) };
    }),
  );
  const worst = costs.reduce((most, cost) => (cost.spent > most.spent ? cost : most));
  const unaware = problem === null ? await countUnaware(tenants, replicas, page) : 0;
  const isWhole = step === STEPS && problem === null && unaware === 0;
  const kinds = Object.entries(worst.requests).map(([operation, number]) => `${operation} ${number}`);
  const late = await replicas.lateCommands();
  const spent = costs.map((cost) => cost.spent).toSorted((one, other) => one - other);
  const notes = [
    `of the one that cost most, those before the hour included: ${kinds.join(', ')}`,
    `half of the tenants cost ${spent[Math.floor(spent.length / 2)]} at most`,
    late > 0 ? `${late} commands to Redis failed or were late, each of which may cost a read more` : null,
    problem,
    step < STEPS ? `only ${step} of ${STEPS} steps were made in time` : null,
    unaware > 0 ? `${unaware} tenants still see texts from before their last change` : null,
  ];
  return [
    toRow({
      figure,
      value: isWhole ? worst.spent : null,
      show: count,
      waitedMs: WAIT_MS,
      limits: { must: BOUND, aim: BOUND - 1 },
      note: notes.filter((note) => note !== null).join('; '),
    }),
  ];
}

/** What keeps a tenant's page from being whole; null when nothing does. */
async function look(subgraph: Subgraph, page: Page, { headers }: Tenant): Promise<string | null> {
  return missingOf(
    page,
    await subgraph.ask(page.query, page.variables, { headers, withinMs: ASK_WITHIN_MS }),
  );
}

/**
 * Waits until nothing is being asked of dbt, and nothing that was set off behind the answers is about to be: a clock that is turned in the
 * middle of a read ends the locks of those who read.
 */
async function settle(dbt: Dbt): Promise<void> {
  let last = -1;
  let quietTimes = 0;
  await until(ASK_WITHIN_MS, async () => {
    const total = await dbt.requestTotal();
    quietTimes = total === last && (await dbt.inFlight()) === 0 ? quietTimes + 1 : 0;
    last = total;
    return quietTimes === QUIET_TIMES;
  });
}

/** Tenants that do not see the last change of their environment: they would cost little, and be served wrongly. */
async function countUnaware(tenants: readonly Tenant[], replicas: Replicas, page: Page): Promise<number> {
  let unaware = 0;
  for (const { number, headers } of tenants) {
    const answer = await replicas
      .pick(number)
      .ask(page.query, page.variables, { headers, withinMs: ASK_WITHIN_MS });
    const [table] = (answer.data?._entities ?? []) as readonly { readonly dbtDescription: string }[];
    if (!table?.dbtDescription.includes(`as change ${CHANGES_AT.length} left it`)) unaware += 1;
  }
  return unaware;
}
