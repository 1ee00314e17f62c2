import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { checkAnswer } from '../check-answer.ts';
import { measureRounds, ratioOf, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { startProduct } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, MANY_TABLES, TABLES } from '../workloads.ts';

const WITH = 'counted';
const WITHOUT = 'uncounted';
const FIGURE = 'W1 with coverage, against W1 without';

/** What it costs a warm page that its tables are counted. */
export async function measureCoverage(run: Run): Promise<readonly Row[]> {
  run.say(FIGURE);
  await using counting = await startProduct(run, { tables: TABLES });
  await using plain = await startProduct(run, { tables: TABLES, env: { COVERAGE: 'false' } });
  await using load = startLoad();
  const contenders = [
    counting.contender(WITH, [bodyOf(MANY_TABLES)]),
    plain.contender(WITHOUT, [bodyOf(MANY_TABLES)]),
  ] as const;
  for (const contender of contenders) await checkAnswer(contender, MANY_TABLES);
  const speeds = await measureRounds(load.applyLoad, contenders, roundsOf(run));
  const [own, other] = [WITH, WITHOUT].map((name) => Math.round(speedOf(speeds, name)));
  return [
    toRow({
      figure: FIGURE,
      value: ratioOf(speeds, WITH, WITHOUT),
      show: times,
      waitedMs: 0,
      limits: { must: 0.97, aim: 1, isLeast: true },
      note: `${own} against ${other} requests per second of processor time`,
    }),
  ];
}
