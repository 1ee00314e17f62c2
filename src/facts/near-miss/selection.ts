import { type Candidate, distinctRelations, laterOf, sortByRelation, versionIn } from './candidates.ts';
import { costOf, type Differences } from './differences.ts';
import type { Reading } from './readings.ts';

/** The nearest of all that came near: candidates that differ from one reading in the very same respects, each relation once. */
export interface NearMiss {
  readonly reading: Reading;
  readonly differences: Differences;
  readonly candidates: readonly Candidate[];
  /** Of versions: no later one is known, built or not. */
  readonly isLatest: boolean;
}

/** Keeps what costs least, and all that costs as little for the same reasons. */
export interface Selection {
  /** Whether something nearer was offered than what differs so. */
  isBeaten(reading: Reading, differences: Differences): boolean;
  offer(candidate: Candidate, reading: Reading, differences: Differences): void;
  /** What the nearest costs. */
  cost(): number;
  take(): NearMiss | null;
}

export function createSelection(): Selection {
  let lowest = Number.POSITIVE_INFINITY;
  let best: { readonly reading: Reading; readonly differences: Differences } | null = null;
  let candidates: Candidate[] = [];
  let latest: string | null = null;

  return {
    isBeaten: (reading, differences) => reading.cost + costOf(differences) > lowest,

    offer(candidate, reading, differences) {
      if (differences.name === 'version') latest = laterOf(latest, versionIn(candidate));
      const cost = reading.cost + costOf(differences);
      // What fits just as it was asked is no near miss.
      if (cost === 0 || cost > lowest) return;
      const isTie =
        cost === lowest &&
        best !== null &&
        best.reading === reading &&
        areSame(best.differences, differences) &&
        candidates[0]?.place.isTwoLevel === candidate.place.isTwoLevel;
      if (isTie) candidates.push(candidate);
      if (cost === lowest) return;
      lowest = cost;
      best = { reading, differences };
      candidates = [candidate];
    },

    cost: () => lowest,

    take() {
      if (best === null) return null;
      const nearest = sortByRelation(narrow(distinctRelations(candidates), best.differences));
      const version = nearest[0] === undefined ? null : versionIn(nearest[0]);
      return { ...best, candidates: nearest, isLatest: laterOf(latest, version) === version };
    },
  };
}

/** Of versions the latest; of shard patterns the one that covers the fewest tables. */
function narrow(candidates: readonly Candidate[], { name, isShard }: Differences): readonly Candidate[] {
  if (name === 'version') {
    const latest = candidates.map(versionIn).reduce(laterOf, null);
    return candidates.filter((candidate) => versionIn(candidate) === latest);
  }
  if (!isShard) return candidates;
  const lengthOf = ({ entry }: Candidate) => entry?.relation.name.length ?? 0;
  const longest = Math.max(...candidates.map(lengthOf));
  return candidates.filter((candidate) => lengthOf(candidate) === longest);
}

function areSame(left: Differences, right: Differences): boolean {
  return (
    left.name === right.name &&
    left.schema === right.schema &&
    left.database === right.database &&
    left.state === right.state &&
    left.isShard === right.isShard
  );
}
