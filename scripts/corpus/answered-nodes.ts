import type { Stack } from '../../test/support/start-stack.ts';
import { askTables, type TableAnswer } from './answers.ts';
import type { CorpusNode, CorpusSet } from './corpus-set.ts';
import type { Cause } from './explanations.ts';
import { asReported, foldedKey } from './spelling.ts';

/** A node of the set with what the subgraph answers for its relation. */
export interface AnsweredNode {
  readonly node: CorpusNode;
  readonly answer: TableAnswer;
  /** It stands in the warehouse, as far as the files prove. */
  readonly isBuilt: boolean;
  /** A model, seed or snapshot stands on the relation of this source. */
  readonly isOvershadowed: boolean;
}

/** Asks for every node of the set, its relation spelled as the warehouse reports it. */
export async function answerNodes(stack: Stack, set: CorpusSet): Promise<readonly AnsweredNode[]> {
  const isBuilt = ({ type, uniqueId }: CorpusNode) => type === 'source' || set.built.has(uniqueId);
  const builtRelations = new Set(
    set.nodes.filter(({ uniqueId }) => set.built.has(uniqueId)).map(({ relation }) => foldedKey(relation)),
  );
  const answers = await askTables(
    stack,
    set.nodes.map(({ relation }) => asReported(set.adapterType, relation)),
  );
  return set.nodes.flatMap((node, position) => {
    const answer = answers[position];
    if (answer === undefined) return [];
    const isOvershadowed = node.type === 'source' && builtRelations.has(foldedKey(node.relation));
    return [{ node, answer, isBuilt: isBuilt(node), isOvershadowed }];
  });
}

/** Why a node's own facts are rightly not shown; null when they should be. Reasons that `allowed` names do not count. */
export function reasonWithoutFacts(
  { node, answer, isBuilt, isOvershadowed }: AnsweredNode,
  allowed: readonly Cause[] = [],
): Cause | null {
  if (node.isEphemeral) return 'ephemeral';
  if (isOvershadowed && !allowed.includes('builder-answers')) return 'builder-answers';
  const { status, candidates } = answer.dbt.match;
  const isListed = candidates.some(({ uniqueId }) => uniqueId === node.uniqueId);
  return !isBuilt && status === 'NOT_BUILT' && isListed ? 'not-built' : null;
}
