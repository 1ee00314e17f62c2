import { matchTable } from '../match-table.ts';
import { isBuilder, toRelation } from '../relation.ts';
import type { RelationIndex } from '../relation-index.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Pace } from './pace.ts';
import type { UpstreamEnvironment } from './upstreams.ts';

/** Steps that the match of one relation amounts to. */
const STEPS_PER_MATCH = 2_000;

const MATCHED: ReadonlySet<string> = new Set(['EXACT', 'FOLDED', 'CONFLICT']);

/** The builders that stand in the place of sources, by source: those that answer for its relation in any of the environments. */
export function* findSubstitutes(
  nodes: JoinedNodes,
  environments: readonly UpstreamEnvironment[],
  pace: Pace,
): Generator<void, ReadonlyMap<number, number>> {
  const indexes = environments.map(({ relations }) => relations);
  const substitutes = new Map<number, number>();
  for (let node = 0; node < nodes.size; node += 1) {
    const builder = nodes.isSource(node) ? findBuilder(node, nodes, indexes) : null;
    if (builder !== null) substitutes.set(node, builder);
    if (pace.isDue(nodes.isSource(node) ? STEPS_PER_MATCH : 1)) yield;
  }
  return substitutes;
}

function findBuilder(node: number, nodes: JoinedNodes, indexes: readonly RelationIndex[]): number | null {
  const { relations } = nodes.environmentOf(node);
  const indexed = relations.nodeOf(nodes.idOf(node));
  const relation = indexed === null ? null : toRelation(indexed);
  if (relation === null) return null;
  const { status, answer } = matchTable(relation, indexes);
  if (answer === null || !MATCHED.has(status) || !isBuilder(answer.node)) return null;
  return nodes.find(answer.environmentId, answer.node.uniqueId);
}
