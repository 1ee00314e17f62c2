import { explainTime, toUpstreamHealth } from './explain.ts';
import type { Findings } from './findings.ts';
import { sumUp } from './source-classes.ts';
import type { RankedSource } from './source-ranks.ts';
import type { NodeUpstream, UpstreamFailure, UpstreamSource } from './upstreams.ts';
import { collectSources } from './walk.ts';

export const MOST_FAILING = 50;

/** What is upstream of one node. */
export function toNodeUpstream(node: number, findings: Findings): NodeUpstream {
  const { byStaleness } = findings.sources;
  const counted = sumUp(findings.counts, node);
  const { sourceCount, unknownSources, worstStatus } = counted;
  const stalest: readonly number[] = [...findings.stalest.of(node)];
  return {
    dataAsOf: toInstant(byStaleness[stalest[0] ?? -1]?.check.loadedAtMs ?? null),
    sourceStatus: worstStatus,
    sourceCount,
    unknownSources,
    get reason() {
      return explainTime(node, findings, counted);
    },
    sources(first) {
      const isAtHand = first <= stalest.length || sourceCount <= stalest.length;
      const ranks = isAtHand ? stalest : collectSources(node, findings.parents, byStaleness);
      return ranks
        .slice(0, Math.max(0, first))
        .flatMap((rank) => byStaleness[rank] ?? [])
        .map((source) => toUpstreamSource(source, findings));
    },
    get failing() {
      return toFailures(node, findings);
    },
    get health() {
      return toUpstreamHealth(node, findings, counted);
    },
  };
}

function toUpstreamSource({ node, check }: RankedSource, { nodes }: Findings): UpstreamSource {
  return {
    environmentId: nodes.environmentOf(node).graph.environmentId,
    node: nodes.describe(node),
    maxLoadedAt: toInstant(check.loadedAtMs),
    status: check.status,
    checkedAt: toInstant(check.checkedAtMs),
  };
}

function toFailures(
  node: number,
  { failing, failures, nearestFailing }: Findings,
): readonly UpstreamFailure[] {
  return nearestFailing
    .of(node)
    .filter(({ item }) => failing[item] !== node)
    .slice(0, MOST_FAILING)
    .map(({ item, distance }) => ({ ...failures.of(item), distance }));
}

function toInstant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
