import type { ParseArgsOptionsConfig } from 'node:util';

/** A command as it was typed. */
export interface Call {
  /** What follows its name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the caller types a command of this program, ready for flags behind it; the one that runs when none is named. */
  typed(name?: string): string;
}

/** What is loaded when a command is asked for. */
export interface Program {
  readonly OPTIONS: ParseArgsOptionsConfig;
  /** Whether it takes arguments besides its flags; not when left out. */
  readonly TAKES_FILES?: true;
  /** Sets the exit code of the process. Help is a flag like others. */
  run(call: Call): Promise<void>;
}
