import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';

const REST = Symbol('rest');

/** A view of which `shown` is laid out at once, and `rest` when one of its fields is selected. */
export interface DeferredView {
  [REST](): object;
}

/** For views that come by the thousands, most of them asked for the fields of `shown` alone. */
export function deferredView<Shown extends object>(shown: Shown, rest: () => object): Shown & DeferredView {
  let laidOut: object | undefined;
  return {
    ...shown,
    [REST]() {
      laidOut ??= rest();
      return laidOut;
    },
  };
}

/** Reads a field as graphql-js does, from a deferred view as from any other. */
export const resolveField: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) =>
  defaultFieldResolver(holderOf(source, info.fieldName), args, context, info);

function holderOf(source: unknown, fieldName: string): unknown {
  return isDeferred(source) && !(fieldName in source) ? source[REST]() : source;
}

function isDeferred(source: unknown): source is DeferredView {
  return typeof source === 'object' && source !== null && REST in source;
}
