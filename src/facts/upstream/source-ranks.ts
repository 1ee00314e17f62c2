import type { SourceStatus } from '../facts.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Pace } from './pace.ts';
import type { SourceCheck } from './source-check.ts';

/** A source as a node of an integration. */
export interface RankedSource {
  readonly node: number;
  readonly check: SourceCheck;
}

/** The sources of all environments in the orders that answers need. */
export interface RankedSources {
  /** Stalest first, those of unknown load time last. */
  readonly byStaleness: readonly RankedSource[];
  /** By priority: the order of environments, then the id. */
  readonly unknown: readonly RankedSource[];
  readonly inError: readonly RankedSource[];
  readonly warning: readonly RankedSource[];
  /** Those that are configured and not in error; the one that was checked longest ago first. */
  readonly byLastCheck: readonly RankedSource[];
}

/** Steps that it takes to sort in one source. */
const STEPS_PER_SOURCE = 100;

export function* rankSources(nodes: JoinedNodes, pace: Pace): Generator<void, RankedSources> {
  const found: (RankedSource & Prioritized)[] = [];
  for (let node = 0; node < nodes.size; node += 1) {
    const isSource = nodes.isSource(node);
    if (isSource) found.push({ ...prioritize(node, nodes), check: nodes.checkOf(node) });
    if (pace.isDue(isSource ? STEPS_PER_SOURCE : 1)) yield;
  }
  found.sort(byPriority);
  yield;
  const byStaleness = sortBy(found, ({ check }) => check.loadedAtMs ?? Number.POSITIVE_INFINITY);
  yield;
  const having = (status: SourceStatus) => found.filter(({ check }) => check.status === status);
  const awaited = found.filter(({ check }) => check.isConfigured && check.status !== 'ERROR');
  return {
    byStaleness,
    unknown: found.filter(({ check }) => check.loadedAtMs === null),
    inError: having('ERROR'),
    warning: having('WARN'),
    byLastCheck: sortBy(awaited, ({ check }) => check.checkedAtMs ?? Number.NEGATIVE_INFINITY),
  };
}

/** A node with that by which ties are broken. */
export interface Prioritized {
  readonly node: number;
  readonly place: number;
  readonly id: string;
}

export function prioritize(node: number, nodes: JoinedNodes): Prioritized {
  return { node, place: nodes.placeOf(node), id: nodes.idOf(node) };
}

/** The order of environments, then ids by code units. */
export function byPriority(left: Prioritized, right: Prioritized): number {
  if (left.place !== right.place) return left.place - right.place;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}

/** Equal ones stay in the order they came in. */
function sortBy(
  sources: readonly RankedSource[],
  toNumber: (source: RankedSource) => number,
): readonly RankedSource[] {
  const keyed = sources.map((source) => ({ source, key: toNumber(source) }));
  // Infinities are equal to each other, and their difference is no number.
  keyed.sort((left, right) => (left.key === right.key ? 0 : left.key - right.key));
  return keyed.map(({ source }) => source);
}
