import { watchLoop } from '../../support/process/loop-delays.ts';
import { milliseconds, type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { startSubgraph } from '../../support/subgraph.ts';
import { startDbt } from '../dbt.ts';
import { askUntilWhole, pageOf } from '../page.ts';
import { ENVIRONMENT_ID, NO_BUDGET, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

const WAIT_MS = 60_000;
const LATENCY_MS = 20;

/**
 * How late the subgraph's event loop is while a large project is read and callers ask for it. Beside it the same of this script's own loop,
 * which has little to do: where that is late too, the machine is too busy for this figure.
 */
export async function measureEventLoop(run: Run): Promise<readonly Row[]> {
  const models = run.isQuick ? 5000 : 50_000;
  const size = models.toLocaleString('en-US');
  run.say(`event loop while ${size} models are read at ${LATENCY_MS} ms a page`);
  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models }], LATENCY_MS);
  await using subgraph = await startSubgraph({ dbt, folder: run.makeFolder(), env: NO_BUDGET });
  const page = pageOf(TABLES_PER_PAGE, models);
  // What is done once in a process, such as reading its own code, is no part of reading a project.
  await subgraph.ask(page.query, page.variables, { withinMs: WAIT_MS });
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });

  const own = watchLoop();
  await subgraph.watchLoop();
  const { atMs, missing } = await askUntilWhole(subgraph, page, WAIT_MS);
  const beside = await own.delays();
  const { p99Ms, longestMs } = await subgraph.loopDelays();
  const unread = atMs === null ? `The read did not end within ${WAIT_MS / 1000} s (${missing}). ` : '';
  const idle = `p99 ${milliseconds(beside.p99Ms)}, longest ${milliseconds(beside.longestMs)}`;
  const figure = `event loop while reading ${size}`;
  const common = { show: milliseconds, waitedMs: WAIT_MS };
  return [
    toRow({ ...common, figure: `${figure}, p99`, value: p99Ms, limits: { must: 20, aim: 10 } }),
    toRow({
      ...common,
      figure: `${figure}, longest`,
      value: longestMs,
      limits: { must: 100, aim: 50 },
      note: `${unread}The same of an idle process beside it: ${idle}`,
    }),
  ];
}
