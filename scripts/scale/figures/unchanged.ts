import { until } from '../../support/process/until.ts';
import { percent, type Row, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { startSubgraph } from '../../support/subgraph.ts';
import { startDbt } from '../dbt.ts';
import { askUntilWhole, pageOf } from '../page.ts';
import { ENVIRONMENT_ID, NO_BUDGET, PAGE_ROWS, SERVICE_TOKEN } from '../settings.ts';

const TABLES = 1000;
/** Nodes of one request for details, at most. */
const NODES_PER_REQUEST = 200;
/** No fact lives longer than fifteen minutes without a read of its own. */
const LATER_MS = 16 * 60_000;
/** A page that is asked for again and again is looked at in full every thirty seconds, whether or not anything was read. */
const LOOK_MS = 40_000;
const ROUNDS = 3;
const WARM_REQUESTS = 4;
const READ_WITHIN_MS = 30_000;
/** Shares that are told apart from none by the processor time that one request takes. */
const NOISE_PERCENT = 25;

const FIELDS = `dbtTests { name outcome columnName } dbt {
  match { status } testSummary { total passed failed } node { tags meta } }`;

/**
 * How much of what was worked out is thrown away when an environment that has not changed is read again after 16 minutes. From outside the
 * only sign is the processor time of the next request. It looks at every table in full, as a request does that comes half a minute after the
 * last one: it costs as much as that where everything was kept, and as much as after a real change, when all of it is worked out anew, where
 * nothing was. What lies between is the share. The exact count is held by a unit test of the memory of tables.
 */
export async function measureUnchanged(run: Run): Promise<readonly Row[]> {
  const models = run.isQuick ? 1000 : 5000;
  const figure = 'unchanged after 16 minutes: matches and prepared answers thrown away';
  run.say(figure);
  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models }], 5);
  await using subgraph = await startSubgraph({ dbt, folder: run.makeFolder(), env: NO_BUDGET });
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
  const page = pageOf(TABLES, models, { fields: FIELDS });
  const read = await askUntilWhole(subgraph, page, READ_WITHIN_MS);
  const row = (value: number | null, note: string | null): Row => ({
    ...toRow({
      figure,
      value,
      show: percent,
      waitedMs: READ_WITHIN_MS,
      limits: { must: NOISE_PERCENT, aim: NOISE_PERCENT },
      note,
    }),
    must: '0 %',
    aim: '0 %',
  });
  if (read.atMs === null) return [row(null, read.missing)];

  const ask = () => subgraph.ask(page.query, page.variables, { withinMs: READ_WITHIN_MS });
  async function cpuOfOne(): Promise<number> {
    await subgraph.collectGarbage();
    const before = await subgraph.usedCpu();
    await ask();
    return (await subgraph.usedCpu()) - before;
  }
  let aheadMs = 0;
  async function turnClock(byMs: number): Promise<void> {
    aheadMs += byMs;
    await subgraph.turnClock(aheadMs);
  }
  async function warmUp(): Promise<void> {
    for (let request = 0; request < WARM_REQUESTS; request++) await ask();
  }
  /** Of requests that look at every table in full, while nothing is read again. */
  async function cpuOfLooks(): Promise<number> {
    const used: number[] = [];
    for (let request = 0; request < WARM_REQUESTS; request++) {
      await turnClock(LOOK_MS);
      used.push(await cpuOfOne());
    }
    return median(used);
  }

  /** Lets time pass, asks once, and waits until what was asked for has been read again. False when that did not happen in time. */
  async function readAgain(): Promise<boolean> {
    const before = await dbt.requests();
    await turnClock(LATER_MS);
    await ask();
    return until(READ_WITHIN_MS, async () => {
      const now = await dbt.requests();
      const more = (operation: string) => (now[operation] ?? 0) - (before[operation] ?? 0);
      const isRead =
        more('DbtIndex') >= Math.ceil(models / PAGE_ROWS) &&
        more('DbtNodeDetails') >= Math.ceil(TABLES / NODES_PER_REQUEST);
      return isRead && (await dbt.inFlight()) === 0;
    });
  }

  const looks: number[] = [];
  const unchanged: number[] = [];
  const changed: number[] = [];
  await warmUp();
  for (let round = 0; round < ROUNDS; round++) {
    await warmUp();
    looks.push(await cpuOfLooks());
    if (!(await readAgain())) return [row(null, 'the index and the details were not read again')];
    unchanged.push(await cpuOfOne());
    await warmUp();
    await dbt.change(ENVIRONMENT_ID);
    if (!(await readAgain())) return [row(null, 'the index and the details were not read again')];
    changed.push(await cpuOfOne());
    run.say(`round ${round + 1} of ${ROUNDS}`);
  }
  const [kept, again, anew] = [median(looks), median(unchanged), median(changed)];
  const share = (100 * (again - kept)) / Math.max(1, anew - kept);
  const ms = (microseconds: number) => `${(microseconds / 1000).toFixed(0)} ms`;
  return [
    row(
      Math.min(100, Math.max(0, share)),
      `processor time of ${TABLES} tables: ${ms(kept)} when looked at in full, ${ms(again)} when read again unchanged, ${ms(anew)} when changed; up to ${NOISE_PERCENT} % is noise`,
    ),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
