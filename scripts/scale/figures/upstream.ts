import { setTimeout as delay } from 'node:timers/promises';
import { count, milliseconds, type Row, seconds, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { type Subgraph, startSubgraph } from '../../support/subgraph.ts';
import { type Dbt, startDbt } from '../dbt.ts';
import { askUntilWhole, type Page, pageOf } from '../page.ts';
import { countsOf } from '../project/names.ts';
import { ENVIRONMENT_ID, NO_BUDGET, PAGE_ROWS, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

const LATENCY_MS = 20;
const WAIT_MS = 120_000;
/** What is written behind the answers is written by then. */
const QUIET_MS = 2000;
const FIELDS = 'dbt { upstream { dataAsOf sourceStatus sourceCount failing { distance } } }';

interface AnsweredTable {
  readonly dbt: { readonly upstream: { readonly dataAsOf: string | null; readonly sourceCount: number } };
}

/** What a page of tables costs dbt and other callers when it asks what each is made of: cold, warm, and after a crash. */
export async function measureUpstream(run: Run): Promise<readonly Row[]> {
  const models = run.isQuick ? 5000 : 50_000;
  const figure = `a page with upstream, ${models.toLocaleString('en-US')} models`;
  run.say(figure);
  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models, weave: 'tight' }], LATENCY_MS);
  const start = { dbt, folder: run.makeFolder(), env: NO_BUDGET };
  const page = pageOf(TABLES_PER_PAGE, models, { fields: FIELDS });
  const rows: Row[] = [];
  {
    await using subgraph = await startSubgraph(start);
    rows.push(...(await measureCold(figure, { dbt, subgraph, page, models })));
    run.say('read; asked once more');
    rows.push(await measureWarm(figure, { dbt, subgraph, page, models }));
    await delay(QUIET_MS);
    await subgraph.kill();
  }
  await using subgraph = await startSubgraph(start);
  const before = await dbt.requestTotal();
  const { atMs, missing } = await askUntilWhole(subgraph, page, WAIT_MS);
  const requests = (await dbt.requestTotal()) - before;
  const problem = missing ?? (await findUntold(subgraph, page, models));
  const tookMs = atMs === null ? null : atMs - subgraph.listeningAtMs;
  return [
    ...rows,
    toRow({
      figure: `${figure}: requests after kill -9`,
      value: problem === null ? requests : null,
      show: count,
      waitedMs: WAIT_MS,
      limits: { must: 0, aim: 0 },
      note: problem ?? (tookMs === null ? null : `whole ${seconds(tookMs / 1000)} after listening`),
    }),
  ];
}

interface Measured {
  readonly dbt: Dbt;
  readonly subgraph: Subgraph;
  readonly page: Page;
  readonly models: number;
}

/** The first page waits for the index and for the graph, whose pages go side by side with the index's in one document. */
async function measureCold(
  figure: string,
  { dbt, subgraph, page, models }: Measured,
): Promise<readonly Row[]> {
  // What is done once in a process, such as reading its own code, is no part of it.
  await subgraph.ask(page.query, page.variables, { withinMs: WAIT_MS });
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
  const before = await dbt.requests();
  await subgraph.watchLoop();
  const startedAtMs = performance.now();
  const { atMs, missing } = await askUntilWhole(subgraph, page, WAIT_MS);
  const { longestCpuMs } = await subgraph.loopDelays();
  const after = await dbt.requests();
  const problem = missing ?? (await findUntold(subgraph, page, models));
  const requests = (after.DbtIndex ?? 0) - (before.DbtIndex ?? 0);
  const pages = Math.ceil(models / PAGE_ROWS);
  const took = atMs === null ? '' : `whole after ${seconds((atMs - startedAtMs) / 1000)}; `;
  return [
    toRow({
      figure: `${figure}: requests for index and graph, cold`,
      value: problem === null ? requests : null,
      show: count,
      waitedMs: WAIT_MS,
      // One after the other they would be as many again; a graph that is wanted a moment later than the index ends a moment later.
      limits: { must: 2 * pages, aim: pages + 2 },
      note: problem ?? `${took}${pages} pages of the index, as many of the graph`,
    }),
    toRow({
      figure: `${figure}: longest turn of the event loop, cold`,
      value: longestCpuMs,
      show: milliseconds,
      waitedMs: WAIT_MS,
      limits: { must: 100, aim: 50 },
      note: 'processor time of the thread in one turn, garbage collection in it',
    }),
  ];
}

async function measureWarm(figure: string, { dbt, subgraph, page, models }: Measured): Promise<Row> {
  const before = await dbt.requestTotal();
  const { missing } = await askUntilWhole(subgraph, page, WAIT_MS);
  const problem = missing ?? (await findUntold(subgraph, page, models));
  return toRow({
    figure: `${figure}: requests, warm`,
    value: problem === null ? (await dbt.requestTotal()) - before : null,
    show: count,
    waitedMs: WAIT_MS,
    limits: { must: 0, aim: 0 },
    note: problem,
  });
}

/** What keeps a page from telling what its tables are made of; null when nothing does. */
async function findUntold(subgraph: Subgraph, page: Page, models: number): Promise<string | null> {
  const answer = await subgraph.ask(page.query, page.variables, { withinMs: WAIT_MS });
  const tables = (answer.data?._entities ?? []) as readonly (AnsweredTable | null)[];
  const { sources } = countsOf(models, 'tight');
  const untold = tables.filter((table) => !table?.dbt.upstream.dataAsOf);
  const whole = tables.filter((table) => table?.dbt.upstream.sourceCount === sources);
  if (untold.length > 0) return `${untold.length} of ${tables.length} tables do not say as of when they are`;
  return whole.length > 0 ? null : `no table says that it has ${sources} sources above`;
}
