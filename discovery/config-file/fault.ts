export interface Fault {
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** All that is wrong with a configuration file, a line each. */
export class ConfigFileError extends Error {
  readonly faults: readonly Fault[];

  constructor(file: string, faults: readonly Fault[]) {
    const inOrder = faults.toSorted((a, b) => a.line - b.line);
    super(inOrder.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.name = 'ConfigFileError';
    this.faults = inOrder;
  }
}
