import { countsOf, type Kind, type Weave } from './names.ts';

export interface NodeNumber {
  readonly kind: Kind;
  readonly number: number;
}

/** What a node is made of; the graph has no cycle. */
export function parentsOf({ kind, number }: NodeNumber, models: number, weave: Weave): readonly NodeNumber[] {
  if (kind === 'snapshots') return [{ kind: 'models', number }];
  if (kind !== 'models') return [];
  const { sources } = countsOf(models, weave);
  return weave === 'tight' ? tightParents(number, sources) : looseParents(number, sources);
}

/** Every fourth model of a source, the others of two models with lower numbers, so that every model ends in sources after a few steps. */
function looseParents(number: number, sources: number): readonly NodeNumber[] {
  if (number % 4 === 0) return [{ kind: 'sources', number: number % sources }];
  return toModels([Math.floor(number / 2), Math.floor(number / 3)]);
}

const BRANCHES = 4;
const DIVISORS = [2, 3, 5];
/** Of every other model. */
const FURTHER_DIVISOR = 7;

/** How many models gather all sources into the first of them. */
function gatheringModels(sources: number): number {
  return Math.ceil((sources - 1) / (BRANCHES - 1));
}

/** The first models are a tree over all sources, the first one its root; the others are made of a source, and of models with lower numbers. */
function tightParents(number: number, sources: number): readonly NodeNumber[] {
  const gathering = gatheringModels(sources);
  if (number < gathering) {
    return Array.from({ length: BRANCHES }, (_, branch) => {
      const below = BRANCHES * number + 1 + branch;
      return below < gathering
        ? { kind: 'models', number: below }
        : { kind: 'sources', number: (below - gathering) % sources };
    });
  }
  const place = number - gathering;
  const divisors = place % 2 === 0 ? [...DIVISORS, FURTHER_DIVISOR] : DIVISORS;
  const above = place === 0 ? [0] : divisors.map((divisor) => gathering + Math.floor(place / divisor));
  return [{ kind: 'sources', number: number % sources }, ...toModels(above)];
}

function toModels(numbers: readonly number[]): readonly NodeNumber[] {
  return [...new Set(numbers)].map((number) => ({ kind: 'models', number }));
}
