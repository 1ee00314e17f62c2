import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { Column } from './column.ts';
import { Table } from './table.ts';

type ResolveReference = (reference: unknown, context: RequestContext, info: GraphQLResolveInfo) => unknown;

const REFERENCE_RESOLVERS: ReadonlyMap<unknown, ResolveReference> = new Map([
  ['Table', Table.__resolveReference as ResolveReference],
  ['Column', Column.__resolveReference as ResolveReference],
]);

/**
 * Federation's `_entities`, in place of the library's: there one reference of an unknown type throws the whole answer away,
 * and its text goes into the log. Here it fails at its own place.
 */
export const federation = {
  _entities(
    _parent: unknown,
    { representations }: { readonly representations: readonly unknown[] },
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): readonly unknown[] {
    return representations.map((reference) => {
      const resolve = REFERENCE_RESOLVERS.get(typeNameOf(reference));
      // An error in a list is the error of its place.
      return resolve === undefined
        ? graphqlError(
            'BAD_USER_INPUT',
            'A reference must be an object whose `__typename` is Table or Column.',
          )
        : resolve(reference, context, info);
    });
  },
};

function typeNameOf(reference: unknown): unknown {
  return typeof reference === 'object' && reference !== null && '__typename' in reference
    ? reference.__typename
    : undefined;
}
