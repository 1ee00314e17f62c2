import { until } from '../../support/process/until.ts';
import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { checkAnswer } from '../check-answer.ts';
import { measureRounds, ratioOf, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { startProduct } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, MANY_TABLES, MANY_TABLES_UPSTREAM, TABLES } from '../workloads.ts';

const WITH = 'with upstream';
const WITHOUT = 'without';
const FIGURE = 'W1 with upstream, against W1 without';
/** A few per cent show in so many times the rounds of a ratio of ten. */
const FINENESS = 3;
const READ_WITHIN_MS = 60_000;

/** What it costs a warm page that each of its tables says as of when its data is. One process answers both, by turns. */
export async function measureUpstream(run: Run): Promise<readonly Row[]> {
  run.say(FIGURE);
  await using product = await startProduct(run, { tables: TABLES });
  await using load = startLoad();
  const contenders = [
    product.contender(WITH, [bodyOf(MANY_TABLES_UPSTREAM)]),
    product.contender(WITHOUT, [bodyOf(MANY_TABLES)]),
  ] as const;
  const [withUpstream, without] = contenders;
  // The graph is read once somebody asks for it.
  await until(READ_WITHIN_MS, () =>
    checkAnswer(withUpstream, MANY_TABLES_UPSTREAM).then(Boolean, () => false),
  );
  await checkAnswer(withUpstream, MANY_TABLES_UPSTREAM);
  await checkAnswer(without, MANY_TABLES);
  const { rounds, roundMs } = roundsOf(run);
  const speeds = await measureRounds(load.applyLoad, contenders, { rounds: rounds * FINENESS, roundMs });
  const [own, other] = [WITH, WITHOUT].map((name) => Math.round(speedOf(speeds, name)));
  return [
    toRow({
      figure: FIGURE,
      value: ratioOf(speeds, WITH, WITHOUT),
      show: times,
      waitedMs: 0,
      limits: { must: 0.9, aim: 1, isLeast: true },
      note: `${own} against ${other} requests per second of processor time`,
    }),
  ];
}
