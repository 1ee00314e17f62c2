import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { checkAnswer } from '../check-answer.ts';
import { startIssuer } from '../issuer.ts';
import { measureRounds, ratioOf, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { startProduct } from '../product.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, MANY_TABLES, TABLES } from '../workloads.ts';

const WITH_TOKENS = 'jwt';
const WITHOUT = 'none';

/** W1 from callers with a signed token (RS256), against W1 from callers whom nobody asks. */
export async function measureTokens(run: Run): Promise<readonly Row[]> {
  run.say('W1 in jwt mode, against W1 without');
  await using issuer = await startIssuer();
  await using product = await startProduct(run, { tables: TABLES });
  await using guarded = await startProduct(run, { tables: TABLES, env: issuer.env, headers: issuer.headers });
  await using load = startLoad();
  const bodies = [bodyOf(MANY_TABLES)];
  const contenders = [guarded.contender(WITH_TOKENS, bodies), product.contender(WITHOUT, bodies)];
  for (const contender of contenders) await checkAnswer(contender, MANY_TABLES);
  const speeds = await measureRounds(load.applyLoad, contenders, roundsOf(run));
  const [withTokens, without] = [WITH_TOKENS, WITHOUT].map((name) => Math.round(speedOf(speeds, name)));
  return [
    toRow({
      figure: 'W1 in jwt mode, against W1 without',
      value: ratioOf(speeds, WITH_TOKENS, WITHOUT),
      show: times,
      waitedMs: 0,
      limits: { must: 0.8, aim: 0.95, isLeast: true },
      note: `${withTokens} against ${without} requests per second of processor time`,
    }),
  ];
}
