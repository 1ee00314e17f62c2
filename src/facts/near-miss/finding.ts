import type { Relation } from '../node.ts';
import type { NearMiss } from './selection.ts';

/** What came near, in words that may stand behind an opening, and what to change. */
export interface Finding {
  readonly text: string;
  /** A sentence of its own before the advice. */
  readonly aside?: string;
  /** What to change if the relation is the one that was meant: goes before all other advice. */
  readonly condition?: string;
  readonly advice: readonly string[];
  /** A colon joins what is found and what to change for it; a stop where that wants a sentence of its own. */
  readonly link: ':' | '.';
  /** The text goes on after "it is". */
  readonly isFit?: boolean;
}

/** The words for one kind of near miss; null for any other kind. `read` are the names as they were looked up. */
export type FindingOf = (nearMiss: NearMiss, read: Relation) => Finding | null;
