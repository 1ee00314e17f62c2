/**
 * What a run made of a node. The words that tell of a failure or of no attempt are known; every other word, also one that nobody knows yet,
 * leaves the relation as it was: dbt adds such words (`reused`, `no-op`), and none of them may read as a failure or as a build.
 */
export type RunEffect = 'BUILT' | 'FAILED' | 'NOT_ATTEMPTED' | 'LEFT_AS_IT_WAS';

const EFFECTS: ReadonlyMap<string, RunEffect> = new Map([
  ['success', 'BUILT'],
  // Built, with a warning.
  ['warn', 'BUILT'],
  ['pass', 'BUILT'],
  ['error', 'FAILED'],
  ['fail', 'FAILED'],
  ['failed', 'FAILED'],
  ['runtime error', 'FAILED'],
  // Some batches of a microbatch model failed.
  ['partial success', 'FAILED'],
  ['skipped', 'NOT_ATTEMPTED'],
  ['cancelled', 'NOT_ATTEMPTED'],
  ['canceled', 'NOT_ATTEMPTED'],
]);

/** Null where dbt gives no status: no run has processed the node. */
export function toRunEffect(status: string | null | undefined): RunEffect | null {
  const word = status?.trim().toLowerCase() ?? '';
  return word === '' ? null : (EFFECTS.get(word) ?? 'LEFT_AS_IT_WAS');
}
