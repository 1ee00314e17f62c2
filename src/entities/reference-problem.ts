import type { GraphQLError } from 'graphql';
import { graphqlError } from '../errors.ts';

/** What is wrong with a reference, naming the field; never the value. Not thrown: thousands of references may be malformed. */
export class ReferenceProblem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export function toReferenceError({ message }: ReferenceProblem): GraphQLError {
  return graphqlError('BAD_USER_INPUT', message);
}
