import { countsOf, type Kind } from './names.ts';

export interface NodeNumber {
  readonly kind: Kind;
  readonly number: number;
}

/**
 * What a node is made of: every fourth model of a source, the others of two models with lower numbers, so that the graph has no cycle and
 * every model ends in sources after a few steps.
 */
export function parentsOf({ kind, number }: NodeNumber, models: number): readonly NodeNumber[] {
  if (kind === 'snapshots') return [{ kind: 'models', number }];
  if (kind !== 'models') return [];
  if (number % 4 === 0) return [{ kind: 'sources', number: number % countsOf(models).sources }];
  const numbers = new Set([Math.floor(number / 2), Math.floor(number / 3)]);
  return [...numbers].map((parent) => ({ kind: 'models', number: parent }));
}
