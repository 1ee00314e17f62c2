import { setTimeout as delay } from 'node:timers/promises';
import { count, type Row, seconds, toRow, toUnmeasured } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { startSubgraph } from '../../support/subgraph.ts';
import { startDbt } from '../dbt.ts';
import { askUntilWhole, pageOf } from '../page.ts';
import { findRedis, NO_REDIS, startRedis } from '../redis.ts';
import { ENVIRONMENT_ID, NO_BUDGET, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

/** Fast while the project is read, as that is not what is measured; then as slow as a large project is in the field. */
const LATENCY_BEFORE_MS = 20;
const LATENCY_AFTER_MS = 700;
const READ_WITHIN_MS = 60_000;
const WHOLE_WITHIN_MS = 30_000;
/** A moment of quiet before the crash: what is lost with the last second before it is another question. */
const QUIET_MS = 2000;

/** A process that is killed and started anew on what it left behind: on its disk by default, in Redis where that is shared. */
export async function measureRestart(run: Run): Promise<readonly Row[]> {
  const onDisk = await measure(run, 'disk', {});
  const binary = findRedis();
  if (binary === null) return [...onDisk, toUnmeasured('first page after kill -9, Redis', NO_REDIS)];
  await using redis = await startRedis(binary, run.makeFolder());
  return [...onDisk, ...(await measure(run, 'Redis', { CACHE_URL: redis.url }))];
}

async function measure(
  run: Run,
  cache: string,
  cacheEnv: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  const models = run.isQuick ? 5000 : 50_000;
  const figure = `first page after kill -9, ${models.toLocaleString('en-US')} models, ${cache}`;
  run.say(figure);
  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models }], LATENCY_BEFORE_MS);
  const start = { dbt, folder: run.makeFolder(), env: { ...NO_BUDGET, ...cacheEnv } };
  const page = pageOf(TABLES_PER_PAGE, models);
  {
    await using killed = await startSubgraph(start);
    await killed.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
    const { atMs, missing } = await askUntilWhole(killed, page, READ_WITHIN_MS);
    if (atMs === null) run.say(`the project was never read whole before the crash: ${missing}`);
    await delay(QUIET_MS);
    await killed.kill();
  }
  const before = await dbt.requestTotal();
  await dbt.delay(LATENCY_AFTER_MS);
  await using subgraph = await startSubgraph(start);
  const { atMs, missing } = await askUntilWhole(subgraph, page, WHOLE_WITHIN_MS);
  const requests = (await dbt.requestTotal()) - before;
  const tookMs = atMs === null ? null : atMs - subgraph.listeningAtMs;
  return [
    toRow({
      figure: `${figure}: requests`,
      value: atMs === null ? null : requests,
      show: count,
      waitedMs: WHOLE_WITHIN_MS,
      limits: { must: 0, aim: 0 },
      note: atMs === null ? `${requests} requests, and the page was not whole` : null,
    }),
    toRow({
      figure: `${figure}: from listening`,
      value: tookMs === null ? null : tookMs / 1000,
      show: seconds,
      waitedMs: WHOLE_WITHIN_MS,
      limits: { must: 3, aim: 1 },
      note: missing,
    }),
  ];
}
