import { findComponents } from './components.ts';
import { findFailing } from './failing-nodes.ts';
import { createFailures } from './failures.ts';
import { type Findings, weigh } from './findings.ts';
import { findFirstRanked } from './first-ranked.ts';
import { joinNodes } from './joined-nodes.ts';
import { traceLineage } from './lineage.ts';
import { findNearest } from './nearest.ts';
import { MOST_FAILING, toNodeUpstream } from './node-upstream.ts';
import { findOddities } from './oddities.ts';
import { createPace } from './pace.ts';
import { classifySources } from './source-classes.ts';
import { countSources } from './source-counts.ts';
import { type RankedSource, rankSources } from './source-ranks.ts';
import type { UpstreamEnvironment, UpstreamOptions, Upstreams } from './upstreams.ts';

/** As many of the stalest sources are kept at hand for each node. */
const STALEST_AT_HAND = 20;
/** Of the sources of unknown load time as many are named. */
const UNKNOWN_NAMED = 2;

/**
 * Works out what every node of an integration is made of, once for a state of its environments, which come in the integration's order,
 * highest priority first. Yields between slices of some milliseconds.
 */
export function* computeUpstream(
  environments: readonly UpstreamEnvironment[],
  { onOddity }: UpstreamOptions,
): Generator<void, Upstreams> {
  const pace = createPace();
  const nodes = joinNodes(environments);
  const { parents, children, untold, readingBuilt } = yield* traceLineage(nodes, environments, pace);
  const components = yield* findComponents(parents, pace);
  for (const oddity of yield* findOddities(nodes, parents, components, pace)) onOddity(oddity);

  const sources = yield* rankSources(nodes, pace);
  const failing = yield* findFailing(nodes, pace);
  const classes = classifySources(sources.byStaleness);
  const nearest = (items: readonly number[], limit: number) => findNearest(items, children, limit, pace);
  const findings: Findings = {
    nodes,
    parents,
    sources,
    failing,
    failures: createFailures(failing, nodes),
    untold,
    counts: yield* countSources(classes, parents, components, pace),
    stalest: yield* findFirstRanked(toNodes(sources.byStaleness), children, STALEST_AT_HAND, pace),
    longestUnchecked: yield* findFirstRanked(toNodes(sources.byLastCheck), children, 1, pace),
    nearestUnknown: yield* nearest(toNodes(sources.unknown), UNKNOWN_NAMED),
    nearestInError: yield* nearest(toNodes(sources.inError), 1),
    nearestWarning: yield* nearest(toNodes(sources.warning), 1),
    nearestReadingBuilt: yield* nearest(readingBuilt, 1),
    nearestUntold: yield* nearest(untold, 1),
    // The node itself, where it fails, takes the first place.
    nearestFailing: yield* nearest(failing, MOST_FAILING + 1),
  };
  return {
    weightBytes: weigh(findings),
    of(environmentId, uniqueId) {
      const node = nodes.find(environmentId, uniqueId);
      return node === null ? null : toNodeUpstream(node, findings);
    },
  };
}

function toNodes(sources: readonly RankedSource[]): readonly number[] {
  return sources.map(({ node }) => node);
}
