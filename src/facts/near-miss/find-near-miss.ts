import type { Relation } from '../node.ts';
import type { RelationIndex } from '../relation-index.ts';
import { placesOf } from './place.ts';
import { readingsOf } from './readings.ts';
import { createSearch } from './search.ts';
import { createSelection, type NearMiss } from './selection.ts';

/**
 * The relations that come nearest to one that no node has: every reading of its names is looked up by the warehouse's own rule, then by
 * what names have in common. Nothing but the last step, slips of the hand, looks at names one by one.
 */
export function findNearMiss(
  asked: Relation,
  applied: readonly RelationIndex[],
  definition: readonly RelationIndex[],
): NearMiss | null {
  const selection = createSelection();
  const readings = readingsOf(asked);
  const searches = placesOf(applied, definition).flatMap((place) =>
    readings.map((reading) => createSearch(place, reading, selection)),
  );
  for (const search of searches) search.byRule();
  for (const search of searches) search.byName();
  for (const search of searches) search.bySlips();
  return selection.take();
}
