/**
 * - fresh: answered as it is.
 * - ageing: answered as it is, and read along when another key is read again, to save a question of its own.
 * - stale: answered, and read again behind the answer.
 * - dead: not answered any more.
 */
export type EntryState = 'fresh' | 'ageing' | 'stale' | 'dead';

/** Says how old an entry may be. */
export interface Freshness {
  state(entry: { readonly readAtMs: number }): EntryState;
  /** Until when (epoch milliseconds) the entry stays fresh or ageing, as far as its age decides; 0 where it is neither. */
  freshUntilMs(entry: { readonly readAtMs: number }): number;
  /** The time that a read which begins now is remembered with. */
  readAtMs(): number;
}
