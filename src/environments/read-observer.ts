import type { IndexPart } from './index/index-values.ts';
import type { JobOutcome } from './jobs/job-book.ts';

/** Told of what is read of dbt. */
export interface ReadObserver {
  /** A part of an index is wanted; returns what is to be told once of what came of it. */
  beginJob(part: IndexPart): (outcome: JobOutcome) => void;
  /** A page of an index was asked for, or the details of a list of nodes. */
  onPage(kind: PageKind, outcome: PageOutcome): void;
}

export type PageKind = 'index' | 'details';

/** `cancelled`: the integration was changed, or another process reads on. */
export type PageOutcome = 'ok' | 'failed' | 'cancelled';

export const UNOBSERVED: ReadObserver = { beginJob: () => () => {}, onPage() {} };
