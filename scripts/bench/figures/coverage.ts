import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { checkAnswer } from '../check-answer.ts';
import { measureRounds, ratioOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { median } from '../median.ts';
import { startProduct } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, MANY_TABLES, TABLES } from '../workloads.ts';

const WITH = 'counted';
const WITHOUT = 'uncounted';
const FIGURE = 'W1 with coverage, against W1 without';

/** The engine optimises each process otherwise: two of the same program differ by 5 %. */
const PAIRS = 7;

/** What it costs a warm page that its tables are counted: the median of several pairs of processes. */
export async function measureCoverage(run: Run): Promise<readonly Row[]> {
  const ratios: number[] = [];
  for (let pair = 1; pair <= PAIRS; pair++) {
    run.say(`${FIGURE}, pair ${pair} of ${PAIRS}`);
    ratios.push(await measurePair(run, pair % 2 === 0));
  }
  return [
    toRow({
      figure: FIGURE,
      value: median(ratios),
      show: times,
      waitedMs: 0,
      limits: { must: 0.97, aim: 1, isLeast: true },
      note: `median of ${ratios.map(times).join(', ')}`,
    }),
  ];
}

/** `isPlainFirst`: which of the two is started and measured first. */
async function measurePair(run: Run, isPlainFirst: boolean): Promise<number> {
  await using counting = await startProduct(run, { tables: TABLES });
  await using plain = await startProduct(run, { tables: TABLES, env: { COVERAGE: 'false' } });
  await using load = startLoad();
  const contenders = [
    counting.contender(WITH, [bodyOf(MANY_TABLES)]),
    plain.contender(WITHOUT, [bodyOf(MANY_TABLES)]),
  ];
  if (isPlainFirst) contenders.reverse();
  for (const contender of contenders) await checkAnswer(contender, MANY_TABLES);
  return ratioOf(await measureRounds(load.applyLoad, contenders, roundsOf(run)), WITH, WITHOUT);
}
