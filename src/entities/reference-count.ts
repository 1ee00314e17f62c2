import type { GraphQLError } from 'graphql';
import { graphqlError } from '../errors.ts';

/** Counts the references of one request, over all `_entities` fields in the order of the answer. */
export interface ReferenceCount {
  readonly max: number;
  readonly taken: number;
  /** Takes the next one. Of those beyond the limit the first says so. */
  take(): 'within' | 'first beyond' | 'beyond';
}

export function createReferenceCount(max: number): ReferenceCount {
  let taken = 0;
  return {
    max,
    get taken() {
      return taken;
    },
    take() {
      taken += 1;
      if (taken <= max) return 'within';
      return taken === max + 1 ? 'first beyond' : 'beyond';
    },
  };
}

/** Said once, at the first reference that is not answered. */
export function tooManyReferences({ max }: ReferenceCount): GraphQLError {
  return graphqlError(
    'BAD_USER_INPUT',
    `The request has too many references: the first ${max} are answered, this one and those after it are not. Ask for fewer at a time.`,
  );
}
