import type { Relation } from '../facts/node.ts';

/** What a selection needs of a table, as bits: only that is read from dbt. */
export const NEEDS_NOTHING = 0;
/** The node itself: description, execution, freshness, tags. */
export const NEEDS_DETAILS = 1;
export const NEEDS_TESTS = 2;
export const NEEDS_COLUMNS = 4;
export const NEEDS_CODE = 8;
export const NEEDS_SEVERITY = 16;
/** Why a table has no match, which may take the definition state to say. */
export const NEEDS_EXPLANATION = 32;
/** More of the other candidates than the index tells. */
export const NEEDS_CANDIDATES = 64;
/** The graph of ancestors: health reads it, and may do without. */
export const NEEDS_GRAPH = 128;
/** What is told of the ancestors themselves. */
export const NEEDS_UPSTREAM = 256;
/** More than the index tells of the stalest sources, as many as are listed by themselves. */
export const NEEDS_STALEST_SOURCES = 512;
/** The same of all that can be listed. */
export const NEEDS_ALL_SOURCES = 1024;
/** The same of the nodes upstream that fail. */
export const NEEDS_FAILING_NODES = 2048;
/** When the facts were read: each read moves that, although nothing else has changed. */
export const NEEDS_AS_OF = 4096;

export type Needs = number;

export function needs(all: Needs, one: Needs): boolean {
  return (all & one) !== 0;
}

/** A relation, and what a selection needs of it. */
export interface TableKey {
  readonly relation: Relation;
  readonly needs: Needs;
}
