import type { Run } from '../support/run.ts';
import type { RoundOptions } from './load/rounds.ts';

const WHOLE: RoundOptions = { rounds: 15, roundMs: 300 };
const QUICK: RoundOptions = { rounds: 3, roundMs: 400 };

export function roundsOf({ isQuick }: Run): RoundOptions {
  return isQuick ? QUICK : WHOLE;
}
