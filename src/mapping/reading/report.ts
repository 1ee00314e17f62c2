import type { OwnerExcerpt } from './owner.ts';
import type { Place } from './yaml-source.ts';

/** Takes what is wrong at a place of the file; reading goes on, so that everything is said at once. */
export type Report = (place: Place, message: string, textLine?: number) => void;

/** What the checks of a file have in common. */
export interface Reading {
  readonly report: Report;
  /** Null for an excerpt that cannot be used: what depends on it is not checked. */
  readonly owner: OwnerExcerpt | null;
}
