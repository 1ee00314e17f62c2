import type { Variables } from './config-file/variables.ts';

/** A command line of one of the programs here. */
export interface Call {
  /** What follows the program. */
  readonly args: readonly string[];
  readonly env: Variables;
  /** What the caller types before the flags of this program, or of another one by its name. */
  typed(name: string): string;
}
