import type { Needs } from './needs.ts';

/** Why a table is not answered, or not whole. Errors of the reading half carry a code. */
export interface TableFailure {
  readonly code: string;
  readonly message: string;
  /** What could not be read: the fields that need any of it are empty. */
  readonly emptied: Needs;
}

/** Everything of a table is missing. */
const EVERYTHING: Needs = -1;

/** Throws what carries no code: a defect goes up as it is. */
export function toTableFailure(error: unknown, emptied: Needs = EVERYTHING): TableFailure {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  return { code: error.code, message: error.message, emptied };
}
