import type { TableMatch } from '../facts/facts.ts';
import type { NodeUpstream, Upstreams } from '../facts/upstream/upstreams.ts';

/**
 * What a matched table is made of: what its node is made of. Of several sources over one relation the first whose load time is known tells,
 * as it does for the refresh time. Null where the graph does not have the node.
 */
export function upstreamOf({ answer, contributors }: TableMatch, upstreams: Upstreams): NodeUpstream | null {
  if (answer === null) return null;
  const own = upstreams.of(answer.environmentId, answer.node.uniqueId);
  if (answer.node.resourceType !== 'SOURCE' || own === null || own.dataAsOf !== null) return own;
  const told = contributors.map(({ environmentId, node }) => upstreams.of(environmentId, node.uniqueId));
  return told.find((other) => other !== null && other.dataAsOf !== null) ?? own;
}
