import { keyOf, type Upstream, type UpstreamFailure, type UpstreamSource } from './upstream-question.ts';

/** So many nodes are drawn of each level; the others are counted. */
const DRAWN = 4;

export interface WayUpSource extends UpstreamSource {
  readonly isBroken: boolean;
}

/** The two levels of the picture: sources, and what is broken between them and the table. */
export interface WayUpLevels {
  readonly sources: readonly WayUpSource[];
  readonly moreSources: number;
  readonly broken: readonly UpstreamFailure[];
  readonly moreBroken: number;
}

/** A source that is broken itself is drawn once, among the sources. */
export function toWayUpLevels({ sources, sourceCount, failing }: Upstream): WayUpLevels {
  const broken = new Set(failing.map(({ node }) => keyOf(node)));
  const drawn = sources.slice(0, DRAWN);
  const drawnKeys = new Set(drawn.map(({ node }) => keyOf(node)));
  const others = failing.filter(({ node }) => !drawnKeys.has(keyOf(node)));
  return {
    sources: drawn.map((source) => ({ ...source, isBroken: broken.has(keyOf(source.node)) })),
    moreSources: Math.max(0, sourceCount - drawn.length),
    broken: others.slice(0, DRAWN),
    moreBroken: others.length - Math.min(others.length, DRAWN),
  };
}
