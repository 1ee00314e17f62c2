import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { checkAnswer } from '../check-answer.ts';
import { DOCUMENT_VARIANTS } from '../documents.ts';
import { measureRounds, ratioOf, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { startProduct } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, TABLES } from '../workloads.ts';

const BY_TURNS = 'by turns';
const ONE = 'one';

/** Twenty documents by turns against one of them, in one process. */
export async function measureDocuments(run: Run): Promise<readonly Row[]> {
  run.say(`${DOCUMENT_VARIANTS.length} documents by turns, against one`);
  await using product = await startProduct(run, { tables: TABLES });
  await using load = startLoad();
  for (const variant of DOCUMENT_VARIANTS) {
    await checkAnswer(product.contender(BY_TURNS, []), variant);
  }
  const bodies = DOCUMENT_VARIANTS.map(bodyOf);
  const contenders = [product.contender(BY_TURNS, bodies), product.contender(ONE, bodies.slice(0, 1))];
  const speeds = await measureRounds(load.applyLoad, contenders, roundsOf(run));
  const [byTurns, one] = [BY_TURNS, ONE].map((name) => Math.round(speedOf(speeds, name)));
  return [
    toRow({
      figure: `${DOCUMENT_VARIANTS.length} documents by turns, against one`,
      value: ratioOf(speeds, BY_TURNS, ONE),
      show: times,
      waitedMs: 0,
      limits: { must: 0.9, aim: 1, isLeast: true },
      note: `${byTurns} against ${one} requests per second of processor time; W1's selection under other names`,
    }),
  ];
}
