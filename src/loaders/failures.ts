/** What went wrong while one request was answered: one failure of each kind, however many rows it cost. */
export interface Failures {
  record(error: unknown): void;
  readonly all: readonly Failure[];
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Errors of the reading half carry a code; anything else is a defect, and goes up as it is. */
export function createFailures(): Failures {
  const byCode = new Map<string, Failure>();
  return {
    record(error) {
      if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
      if (!byCode.has(error.code)) byCode.set(error.code, { code: error.code, message: error.message });
    },
    get all() {
      return [...byCode.values()];
    },
  };
}
