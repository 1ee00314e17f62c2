import { areSlipsInLongWords, otherNumbers, slipsBetween, toLetters } from '../likeness.ts';
import { isShardPattern } from '../relation.ts';
import type { RelationEntry } from '../relation-index.ts';
import { splitVersion, versionOf } from '../version-name.ts';
import { compareRelations, compareShards, compareUnplaced } from './compare.ts';
import { type Differences, isFarFetched, type NameDifference, SLIP_COST } from './differences.ts';
import { claimedEntries, type Place, relationIn, stateOf } from './place.ts';
import { isBare, type Reading } from './readings.ts';
import type { Selection } from './selection.ts';

/** Looks for one reading in one place, from the surest likeness to the vaguest, and offers all that it finds. */
export interface Search {
  /** Relations that fit as the warehouse itself compares names. */
  byRule(): void;
  /** Relations whose names have something in common with the one that was read. */
  byName(): void;
  /** Names that slips of the hand turn into the one that was read, where nothing surer is known. */
  bySlips(): void;
}

export function createSearch(place: Place, reading: Reading, selection: Selection): Search {
  const read = relationIn(place, reading.relation);
  const letters = toLetters(read.name);

  function offer(entries: readonly RelationEntry[], nameOf?: (entry: RelationEntry) => NameDifference): void {
    for (const entry of entries) {
      offerOne(entry, (state) => compareRelations(read, entry, place, state, nameOf?.(entry)));
    }
  }

  function offerOne(
    entry: RelationEntry,
    compare: (state: Differences['state']) => Differences | null,
  ): void {
    // Whether the applied state has the same is asked of those alone that may be the nearest.
    const differences = compare(place.isDefinition ? 'unbuilt' : 'built');
    if (differences === null || isFarFetched(differences, letters)) return;
    if (differences.name !== 'version' && selection.isBeaten(reading, differences)) return;
    const state = stateOf(entry, place);
    if (state === null) return;
    selection.offer({ node: entry.node, entry, place }, reading, { ...differences, state });
  }

  /** dbt's name of a version (`customers_v1`) whose alias is another, and all other versions. */
  function offerVersions(): void {
    const { versionsOf, named } = place.index.nearby;
    const asked = splitVersion(read.name);
    const base = toLetters(asked?.base ?? read.name);
    const isAsked = ({ node }: RelationEntry) => asked !== null && versionOf(node)?.version === asked.version;
    offer(versionsOf(base), (entry) => (isAsked(entry) ? 'project-name' : 'version'));
    if (asked !== null) offer(named(base), () => 'version');
  }

  return {
    byRule() {
      for (const entry of claimedEntries(read, place)) {
        const isShard = isShardPattern(entry.node) && !read.name.endsWith('*');
        offerOne(entry, (state) => ({ name: 'none', schema: 'none', database: 'none', state, isShard }));
      }
    },

    byName() {
      if (!isBare(reading)) return;
      const names = place.index.nearby;
      offer(names.named(letters));
      offer(names.namedInProject(letters), ({ node }) =>
        node.name.toLowerCase() === read.name.toLowerCase() ? 'project-name' : 'project-signs',
      );
      for (const node of names.withoutRelation(letters)) {
        if (place.built?.has(node.uniqueId)) continue;
        selection.offer({ node, entry: null, place }, reading, compareUnplaced(read, node));
      }
      offerVersions();
      for (const entry of names.shardsCovering(letters)) {
        offerOne(entry, (state) => compareShards(read, entry, place, state));
      }
      for (const other of otherNumbers(letters)) offer(names.named(other), () => 'number');
    },

    bySlips() {
      if (!isBare(reading) || selection.cost() < reading.cost + SLIP_COST) return;
      const names = place.index.nearby;
      for (const similar of names.similarTo(letters)) {
        const entries = names.named(similar);
        const name = slipsBetween(letters, similar) === 1 ? 'slip' : 'slips';
        offer(
          entries.filter(({ relation }) => areSlipsInLongWords(read.name, relation.name)),
          () => name,
        );
      }
    },
  };
}
