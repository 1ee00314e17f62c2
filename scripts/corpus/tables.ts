import type { AnsweredNode } from './answered-nodes.ts';
import type { TableAnswer } from './answers.ts';
import type { CorpusNode, CorpusSet } from './corpus-set.ts';
import { asReported, foldedKey, type Relation } from './spelling.ts';

/** One table of the warehouse with all nodes of the set that claim it, and what the subgraph answers for it. */
export interface CorpusTable {
  /** Its relation, for a person. */
  readonly name: string;
  readonly answer: TableAnswer;
  /** Every node that claims the table, the one that should answer first; empty where none stands in the warehouse. */
  readonly claimants: readonly CorpusNode[];
  /** How the table should be matched. */
  readonly status: string;
}

/** Brings the nodes of a set together by relation: several may name one table. */
export function groupTables(set: CorpusSet, answered: readonly AnsweredNode[]): readonly CorpusTable[] {
  const groups = Map.groupBy(answered, ({ node }) => tableKey(set.adapterType, node.relation));
  return [...groups.values()].flatMap((entries) => {
    const claimants = entries
      .filter(({ node, isBuilt }) => isBuilt && !node.isEphemeral)
      .map(({ node }) => node)
      .sort((left, right) => rankOf(left) - rankOf(right) || (left.uniqueId < right.uniqueId ? -1 : 1));
    const [first] = claimants;
    // Nodes that write one relation in several ways are answered alike; the answering node's own way is the one that counts here.
    const entry = entries.find(({ node }) => node === first) ?? entries[0];
    if (entry === undefined) return [];
    const asked = asReported(set.adapterType, entry.node.relation);
    const status = toStatus(
      asked.join('.'),
      claimants,
      entries.map(({ node }) => node),
    );
    const isMatched = status === 'EXACT' || status === 'FOLDED';
    return [{ name: asked.join('.'), answer: entry.answer, claimants: isMatched ? claimants : [], status }];
  });
}

export function tableKey(adapterType: string, relation: Relation): string {
  return adapterType === 'bigquery' ? relation.segments.join('\u0000') : foldedKey(relation);
}

function rankOf({ type }: CorpusNode): number {
  return type === 'source' ? 1 : 0;
}

function toStatus(asked: string, claimants: readonly CorpusNode[], declared: readonly CorpusNode[]): string {
  const [first] = claimants;
  if (first === undefined)
    return declared.every(({ isEphemeral }) => isEphemeral) ? 'NOT_IN_DBT' : 'NOT_BUILT';
  if (claimants.filter((node) => rankOf(node) === 0).length > 1) return 'AMBIGUOUS';
  const answering = claimants.filter((node) => rankOf(node) === rankOf(first));
  const isExact = answering.some(({ relation }) => relation.segments.join('.') === asked);
  return isExact ? 'EXACT' : 'FOLDED';
}
