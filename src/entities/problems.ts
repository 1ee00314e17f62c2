import { GraphQLError } from 'graphql';
import type { ResponsePath } from '../document/emptied.ts';
import { graphqlError } from '../errors.ts';
import type { TableFailure } from '../loaders/failures.ts';

/** What one answer has to say of references and of dbt, beside its data. */
export interface Problems {
  /** Whether there is room for one more error of a reference; where there is none, it is counted. */
  hasRoom(): boolean;
  /** One failure of each kind, at the first place that it emptied. Told in the order of the answer. */
  fail(failure: TableFailure, path: () => ResponsePath): void;
  /** What stands behind the errors of the fields: failures, and how many errors were left out. */
  readonly errors: readonly GraphQLError[];
}

/** Errors of one answer, but for the one that counts those which are left out. */
const MAX_ERRORS = 100;
/** One of each of dbt's kinds. */
const MAX_FAILURES = 10;

export function createProblems(): Problems {
  let failures: Map<string, GraphQLError> | undefined;
  let references = 0;
  return {
    hasRoom() {
      references += 1;
      return references <= MAX_ERRORS - MAX_FAILURES;
    },
    fail({ code, message }, path) {
      failures ??= new Map();
      if (failures.has(code)) return;
      failures.set(code, new GraphQLError(message, { path: path(), extensions: { code } }));
    },
    get errors() {
      const leftOut = references - (MAX_ERRORS - MAX_FAILURES);
      const errors = failures === undefined ? [] : [...failures.values()];
      if (leftOut > 0) {
        const message = `${leftOut} more references cannot be answered; their errors are left out.`;
        errors.push(graphqlError('BAD_USER_INPUT', message));
      }
      return errors;
    },
  };
}
