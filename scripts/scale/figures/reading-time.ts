import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { startSubgraph } from '../../support/subgraph.ts';
import { startDbt } from '../dbt.ts';
import { askUntilWhole, pageOf } from '../page.ts';
import { ENVIRONMENT_ID, NO_BUDGET, PAGE_ROWS, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

interface Reading {
  readonly models: number;
  readonly latencyMs: number;
  readonly limits?: { readonly must: number; readonly aim: number };
}

/** Pages one after the other, as each cursor stands in the page before: no reader can be faster than 1. */
const LIMITS = { must: 1.3, aim: 1.1 };
const READINGS: readonly Reading[] = [
  { models: 1000, latencyMs: 20 },
  { models: 20_000, latencyMs: 20 },
  { models: 5000, latencyMs: 700, limits: LIMITS },
  { models: 50_000, latencyMs: 700, limits: LIMITS },
];
const QUICK_READINGS: readonly Reading[] = [
  { models: 1000, latencyMs: 20 },
  { models: 5000, latencyMs: 700, limits: LIMITS },
];

/** From the answer of the mutation that saves an integration until a page of its tables is answered whole. */
export async function measureReadingTime(run: Run): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const reading of run.isQuick ? QUICK_READINGS : READINGS) rows.push(await measure(reading, run));
  return rows;
}

async function measure({ models, latencyMs, limits }: Reading, run: Run): Promise<Row> {
  // The details of the page's tables are one more request, which cannot begin before the index is whole.
  const pages = Math.ceil(models / PAGE_ROWS) + 1;
  const bestMs = pages * latencyMs;
  const waitMs = 2 * bestMs + 20_000;
  const size = models.toLocaleString('en-US');
  const figure = `${size} models are read at ${latencyMs} ms a page, in pages x latency`;
  run.say(`${figure}: ${pages} pages, ${(bestMs / 1000).toFixed(1)} s at best`);

  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models }], latencyMs);
  await using subgraph = await startSubgraph({ dbt, folder: run.makeFolder(), env: NO_BUDGET });
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
  const startedAtMs = performance.now();
  const { atMs, missing } = await askUntilWhole(subgraph, pageOf(TABLES_PER_PAGE, models), waitMs);
  const tookMs = atMs === null ? null : atMs - startedAtMs;
  return toRow({
    figure,
    value: tookMs === null ? null : tookMs / bestMs,
    show: times,
    waitedMs: waitMs,
    ...(limits === undefined ? {} : { limits }),
    note:
      tookMs === null
        ? missing
        : `${(tookMs / 1000).toFixed(1)} s for ${pages - 1} pages of the index and one of details; ${await dbt.requestTotal()} requests`,
  });
}
