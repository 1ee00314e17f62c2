export interface MappingProblem {
  /** From 1. */
  readonly line: number;
  /** What is wrong, and what to write instead. */
  readonly message: string;
}

/** Everything that is wrong with a mapping, in the order of its lines. */
export class MappingError extends Error {
  readonly problems: readonly MappingProblem[];

  constructor(problems: readonly MappingProblem[]) {
    const sorted = [...problems].sort((one, other) => one.line - other.line);
    super(`The mapping cannot be used:\n${inLines(sorted)}`);
    this.name = 'MappingError';
    this.problems = sorted;
  }
}

/** A list, one problem a line. */
export function inLines(problems: readonly MappingProblem[]): string {
  return problems.map(({ line, message }) => `- line ${line}: ${message}`).join('\n');
}
