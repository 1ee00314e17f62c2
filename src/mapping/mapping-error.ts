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
    const lines = sorted.map(({ line, message }) => `- line ${line}: ${message}`);
    super(`The mapping cannot be used:\n${lines.join('\n')}`);
    this.name = 'MappingError';
    this.problems = sorted;
  }
}
