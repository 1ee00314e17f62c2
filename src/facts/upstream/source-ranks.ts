import type { SourceStatus } from '../facts.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Pace } from './pace.ts';
import { sortInSlices } from './sort-in-slices.ts';
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

/** Steps that it takes to read one source. */
const STEPS_PER_SOURCE = 100;

export function* rankSources(nodes: JoinedNodes, pace: Pace): Generator<void, RankedSources> {
  const listed: (RankedSource & Prioritized)[] = [];
  for (let node = 0; node < nodes.size; node += 1) {
    const isSource = nodes.isSource(node);
    if (isSource) listed.push({ ...prioritize(node, nodes), check: nodes.checkOf(node) });
    if (pace.isDue(isSource ? STEPS_PER_SOURCE : 1)) yield;
  }
  const found = yield* sortInSlices(listed, byPriority, pace);
  const having = (status: SourceStatus) => found.filter(({ check }) => check.status === status);
  const awaited = found.filter(({ check }) => check.isConfigured && check.status !== 'ERROR');
  return {
    byStaleness: yield* sortInSlices(found, byTime(timeLoaded), pace),
    unknown: found.filter(({ check }) => check.loadedAtMs === null),
    inError: having('ERROR'),
    warning: having('WARN'),
    byLastCheck: yield* sortInSlices(awaited, byTime(timeChecked), pace),
  };
}

const timeLoaded = ({ check }: RankedSource): number => check.loadedAtMs ?? Number.POSITIVE_INFINITY;
const timeChecked = ({ check }: RankedSource): number => check.checkedAtMs ?? Number.NEGATIVE_INFINITY;

/** Infinities are equal to each other, and their difference is no number. */
function byTime(timeOf: (source: RankedSource) => number) {
  return (left: RankedSource, right: RankedSource): number =>
    timeOf(left) === timeOf(right) ? 0 : timeOf(left) - timeOf(right);
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
