import type { Facet } from '../dbt/operations.ts';
import type { Claimant, TableMatch } from '../facts/facts.ts';
import type { NodeRequest } from './details-reader.ts';
import type { MatchOutcome } from './match-tables.ts';
import {
  NEEDS_ALL_SOURCES,
  NEEDS_CANDIDATES,
  NEEDS_CODE,
  NEEDS_COLUMNS,
  NEEDS_DETAILS,
  NEEDS_FAILING_NODES,
  NEEDS_STALEST_SOURCES,
  NEEDS_TESTS,
  type Needs,
  needs,
} from './needs.ts';
import type { UpstreamOutcome } from './upstream-memory.ts';
import { upstreamOf } from './upstream-of.ts';
import { MAX_SOURCES, USUAL_SOURCES } from './upstream-record.ts';

/**
 * Which nodes a table's answer is made of, and which of their facets. The answering node gives most; every contributor gives its tests,
 * every source among them its text, its columns' texts and its freshness verdict.
 */
export function nodeRequestsOf(wanted: Needs, outcome: MatchOutcome | undefined): readonly NodeRequest[] {
  if (outcome === undefined || 'error' in outcome) return [];
  const { match } = outcome;
  // Nodes of the definition state have no details in the applied one.
  if (match.status === 'NOT_BUILT') return [];
  return match.candidates.flatMap((candidate) => {
    const facets = facetsOf(wanted, match, candidate);
    const { environmentId, node } = candidate;
    return facets.length === 0 ? [] : [{ environmentId, node, facets }];
  });
}

/** The nodes upstream that the answer lists. */
export function requestsAbove(
  wanted: Needs,
  outcome: MatchOutcome | undefined,
  upstream: UpstreamOutcome,
): readonly NodeRequest[] {
  if (outcome === undefined || 'error' in outcome || 'error' in upstream) return [];
  const isTold = needs(wanted, NEEDS_STALEST_SOURCES | NEEDS_ALL_SOURCES | NEEDS_FAILING_NODES);
  if (!isTold) return [];
  const above = upstreamOf(outcome.match, upstream.upstreams);
  if (above === null) return [];
  const facets: readonly Facet[] = needs(wanted, NEEDS_CODE) ? ['base', 'code'] : ['base'];
  return [
    ...above.sources(sourcesToldOf(wanted)),
    ...(needs(wanted, NEEDS_FAILING_NODES) ? above.failing : []),
  ].map(({ environmentId, node }) => ({
    environmentId,
    node,
    facets,
  }));
}

function sourcesToldOf(wanted: Needs): number {
  if (needs(wanted, NEEDS_ALL_SOURCES)) return MAX_SOURCES;
  return needs(wanted, NEEDS_STALEST_SOURCES) ? USUAL_SOURCES : 0;
}

function facetsOf(wanted: Needs, match: TableMatch, candidate: Claimant): readonly Facet[] {
  const isAnswer = match.answer !== null && isSame(match.answer, candidate);
  const isContributing = match.contributors.some((contributor) => isSame(contributor, candidate));
  const isSource = candidate.node.resourceType === 'SOURCE';
  const facets: Facet[] = [];
  const listed = needs(wanted, NEEDS_CANDIDATES);
  const anything = needs(wanted, NEEDS_DETAILS | NEEDS_TESTS | NEEDS_COLUMNS);
  const otherSource = isContributing && isSource && needs(wanted, NEEDS_DETAILS | NEEDS_COLUMNS);
  if (listed || (isAnswer && anything) || otherSource) facets.push('base');
  if ((isAnswer || (isContributing && isSource)) && needs(wanted, NEEDS_COLUMNS)) facets.push('columns');
  if (isContributing && needs(wanted, NEEDS_TESTS)) facets.push('tests');
  if (needs(wanted, NEEDS_CODE) && (isAnswer || listed)) facets.push('code');
  return facets;
}

export function isSame(left: Claimant, right: Claimant): boolean {
  return left.environmentId === right.environmentId && left.node.uniqueId === right.node.uniqueId;
}
