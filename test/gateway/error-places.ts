import type { Parsed } from '../support/ask.ts';
import type { GatewayKind } from '../support/gateways.ts';

/** A place in an answer: response keys, and positions in lists. */
export type Place = readonly (string | number)[];

/** What a client is told of an error: its code, and the place that it is about. */
export interface PlacedError {
  readonly code: string;
  readonly path: Place;
}

export function placesOf({ errors = [] }: Parsed): readonly PlacedError[] {
  return inOrder(errors.map(({ path, extensions }: Parsed) => ({ code: extensions.code, path })));
}

/** By path: a gateway lists errors as the answers of its requests come in. */
export function inOrder(errors: readonly PlacedError[]): readonly PlacedError[] {
  const keyOf = ({ code, path }: PlacedError) => JSON.stringify([path, code]);
  return errors.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/**
 * The path that a gateway shows for an error of a subgraph at `["_entities", position, field]`, where `place` is that field's in the answer.
 *
 * @apollo/gateway finds the entity of the position, and shows its place (`makeLazyErrorPathGenerator` in executeQueryPlan). Hive Gateway drops
 * the position (`onLocatedError` in @graphql-tools/batch-delegate) and puts the rest behind the list it asked for first: a list in a list is
 * the first of its kind, and the innermost list has no position at all.
 */
export function shownPath(gateway: GatewayKind, place: Place): Place {
  if (gateway === 'apollo') return place;
  const innermost = place.findLastIndex((part) => typeof part === 'number');
  return place
    .filter((_, position) => position !== innermost)
    .map((part) => (typeof part === 'number' ? 0 : part));
}

/** What stands in an answer's data at a place; undefined where nothing does. */
export function valueAt(data: Parsed, place: Place): unknown {
  return place.reduce((value, part) => value?.[part], data);
}
