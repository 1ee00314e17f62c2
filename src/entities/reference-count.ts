import type { GraphQLError } from 'graphql';
import { graphqlError } from '../errors.ts';

/** Counts the references of one request, over all `_entities` fields in the order of the answer. */
export interface ReferenceCount {
  readonly max: number;
  readonly taken: number;
  /** Takes the references of one field: so many are answered; `saysSo` where the one behind them is the first beyond the limit. */
  take(count: number): { readonly within: number; readonly saysSo: boolean };
}

export function createReferenceCount(max: number): ReferenceCount {
  let taken = 0;
  return {
    max,
    get taken() {
      return taken;
    },
    take(count) {
      const before = taken;
      taken += count;
      const within = Math.max(0, Math.min(max - before, count));
      return { within, saysSo: before <= max && taken > max };
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
