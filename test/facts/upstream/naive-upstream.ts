import type { SourceStatus } from '../../../src/facts/facts.ts';
import { matchTable } from '../../../src/facts/match-table.ts';
import type { RelationIndex } from '../../../src/facts/relation-index.ts';
import type { ArbitraryEnvironment, ArbitraryNode, Check } from './arbitrary-projects.ts';

/** What the answers should be, by a walk from each node through maps and lists; slow, and as close to the words of the rules as it can be. */
export interface NaiveUpstream {
  readonly dataAsOf: string | null;
  readonly sourceStatus: SourceStatus | null;
  readonly sourceCount: number;
  readonly unknownSources: number;
  readonly sources: readonly string[];
  readonly failing: readonly string[];
  readonly inError: string | null;
  readonly warning: string | null;
  readonly longestUnchecked: string | null;
  readonly isUntold: boolean;
}

interface Listed {
  readonly applied: ArbitraryNode | undefined;
  readonly definition: ArbitraryNode | undefined;
}

interface Place {
  readonly at: number;
  readonly id: string;
}

const NO_CHECK: Check = { loadedAt: null, status: null, isConfigured: false, checkedAt: null };

export function createNaive(
  environments: readonly ArbitraryEnvironment[],
  indexes: readonly RelationIndex[],
): (at: number, id: string) => NaiveUpstream | null {
  const listed = environments.map(({ nodes }) => {
    const ids = new Set(nodes.map(({ id }) => id));
    return new Map(
      [...ids].map((id): [string, Listed] => {
        const find = (state: string) => nodes.find((node) => node.id === id && node.state === state);
        return [id, { applied: find('applied'), definition: find('definition') }];
      }),
    );
  });
  const get = ({ at, id }: Place) => listed[at]?.get(id);
  const typeOf = (place: Place) => {
    const both = get(place);
    return (both?.applied ?? both?.definition)?.type ?? (place.id.startsWith('source.') ? 'SOURCE' : 'NONE');
  };
  const checkOf = (place: Place) => get(place)?.applied?.check ?? NO_CHECK;
  const isTold = (place: Place) => {
    const both = get(place);
    if (both === undefined || ['SOURCE', 'SEED'].includes(typeOf(place))) return true;
    return (both.applied?.parents ?? both.definition?.parents ?? null) !== null;
  };

  function parentsOf(place: Place): readonly Place[] {
    const both = get(place);
    if (both === undefined || ['SOURCE', 'SEED'].includes(typeOf(place))) return [];
    const ofDefinition = both.definition?.parents ?? [];
    const ids =
      both.applied === undefined || both.applied.parents === null
        ? ofDefinition
        : [
            ...both.applied.parents,
            ...ofDefinition.filter((id) => get({ at: place.at, id })?.applied === undefined),
          ];
    return ids.flatMap((id) => replace({ at: place.at, id }));
  }

  function replace(place: Place): readonly Place[] {
    const own = get(place)?.applied;
    if (typeOf(place) !== 'SOURCE' || own === undefined) return [place];
    const { status, answer } = matchTable(
      { database: 'db', schema: own.schema, name: own.identifier },
      indexes,
    );
    const isMatched = status === 'EXACT' || status === 'FOLDED' || status === 'CONFLICT';
    if (!isMatched || answer === null || answer.node.resourceType === 'SOURCE') return [place];
    const at = environments.findIndex((_, index) => indexes[index]?.environmentId === answer.environmentId);
    const { status: verdict, checkedAt } = checkOf(place);
    const builder = { at, id: answer.node.uniqueId };
    return verdict === null && checkedAt === null ? [builder] : [builder, place];
  }

  function isFailing(place: Place): boolean {
    const own = get(place)?.applied;
    if (own === undefined) return false;
    const isBroken = own.type !== 'SOURCE' && own.hasFailed;
    return (
      isBroken ||
      own.tests.some(({ isFailingData, owner }) => {
        const isOwnerThere = indexes[place.at]?.has(`model.shop.${owner}`) ?? false;
        return isFailingData && (!isOwnerThere || place.id === `model.shop.${owner}`);
      })
    );
  }

  return (at, id) => {
    const start = { at, id };
    if (get(start) === undefined) return null;
    const distances = new Map<string, Place & { distance: number }>([
      [`${at} ${id}`, { ...start, distance: 0 }],
    ]);
    const reached = [...distances.values()];
    for (const from of reached) {
      for (const parent of parentsOf(from)) {
        const key = `${parent.at} ${parent.id}`;
        if (distances.has(key)) continue;
        const place = { ...parent, distance: from.distance + 1 };
        distances.set(key, place);
        reached.push(place);
      }
    }
    const byPriority = (left: Place, right: Place) => left.at - right.at || (left.id < right.id ? -1 : 1);
    const sources = reached.filter((place) => typeOf(place) === 'SOURCE').sort(byPriority);
    const times = sources.flatMap((place) => checkOf(place).loadedAt ?? []).sort();
    const timeOf = (place: Place) => checkOf(place).loadedAt ?? '~';
    const stalest = [...sources].sort((left, right) => compare(timeOf(left), timeOf(right)));
    const configured = sources.filter((place) => checkOf(place).isConfigured);
    const verdicts = configured.map((place) => checkOf(place).status ?? 'UNKNOWN');
    const near = [...sources].sort((left, right) => distanceOf(left) - distanceOf(right));
    const nearest = (status: SourceStatus) => nameOf(near.find((place) => checkOf(place).status === status));
    const awaited = configured.filter((place) => checkOf(place).status !== 'ERROR');
    const checkedAt = (place: Place) => checkOf(place).checkedAt ?? '';
    const longest = [...awaited].sort((left, right) => compare(checkedAt(left), checkedAt(right)))[0];
    const failing = reached
      .filter((place) => place.distance > 0 && isFailing(place))
      .sort((left, right) => left.distance - right.distance || byPriority(left, right));
    return {
      dataAsOf: times[0] ?? null,
      sourceStatus:
        (['ERROR', 'WARN', 'UNKNOWN', 'PASS'] as const).find((one) => verdicts.includes(one)) ?? null,
      sourceCount: sources.length,
      unknownSources: sources.length - times.length,
      sources: stalest.map((place) => `${place.at} ${place.id}`),
      failing: failing.slice(0, 50).map((place) => `${place.at} ${place.id} ${place.distance}`),
      inError: nearest('ERROR'),
      warning: nearest('WARN'),
      longestUnchecked: nameOf(longest),
      isUntold: reached.some((place) => !isTold(place)),
    };

    function distanceOf(place: Place): number {
      return distances.get(`${place.at} ${place.id}`)?.distance ?? 0;
    }
  };
}

function nameOf(place: Place | undefined): string | null {
  return place === undefined ? null : `source ${place.id.split('.').slice(2).join('.')}`;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
