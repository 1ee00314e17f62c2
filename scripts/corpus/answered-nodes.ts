import type { Stack } from '../../test/support/start-stack.ts';
import { askTables, type TableAnswer } from './answers.ts';
import type { Cause } from './explanations.ts';
import type { CorpusNode, CorpusSet } from './read-set.ts';
import { asReported, foldedKey } from './spelling.ts';

/** A node of the set with what the subgraph answers for its relation. */
export interface AnsweredNode {
  readonly node: CorpusNode;
  readonly answer: TableAnswer;
  /** A model, seed or snapshot stands on the relation of this source. */
  readonly isOvershadowed: boolean;
}

/** Asks for every node of the set, its relation spelled as the warehouse reports it. */
export async function answerNodes(stack: Stack, set: CorpusSet): Promise<readonly AnsweredNode[]> {
  const built = new Set(
    set.nodes
      .filter(({ type, isEphemeral, isBuilt }) => type !== 'source' && !isEphemeral && isBuilt)
      .map(({ relation }) => foldedKey(relation)),
  );
  const answers = await askTables(
    stack,
    set.nodes.map(({ relation }) => asReported(set.adapterType, relation)),
  );
  return set.nodes.flatMap((node, position) => {
    const answer = answers[position];
    if (answer === undefined) return [];
    return [{ node, answer, isOvershadowed: node.type === 'source' && built.has(foldedKey(node.relation)) }];
  });
}

/** Why a node's own facts are rightly not shown; null when they should be. */
export function reasonWithoutFacts({ node, answer, isOvershadowed }: AnsweredNode): Cause | null {
  if (node.isEphemeral) return 'ephemeral';
  if (isOvershadowed) return 'builder-answers';
  const { status, candidates } = answer.dbt.match;
  const isListed = candidates.some(({ uniqueId }) => uniqueId === node.uniqueId);
  return !node.isBuilt && status === 'NOT_BUILT' && isListed ? 'not-built' : null;
}
