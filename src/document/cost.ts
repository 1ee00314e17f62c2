import type { BoundOperation } from './operation.ts';

/** What an operation will have to answer. */
export interface Demand {
  /** Over all `_entities` fields. */
  readonly references: number;
  /** References times the fields selected below them, and the fields elsewhere. */
  readonly cost: number;
}

/** `maxReferences`: those beyond are not answered, and cost nothing. */
export function demandOf({ roots }: BoundOperation, maxReferences: number): Demand {
  let references = 0;
  let cost = 0;
  for (const root of roots) {
    if (root.kind !== 'entities') {
      cost += root.cost;
      continue;
    }
    const { representations, selectionOf } = root;
    const answered = Math.max(0, Math.min(representations.length, maxReferences - references));
    references += representations.length;
    for (let position = 0; position < answered; position += 1) {
      cost += selectionOf(typeNameOf(representations[position]))?.cost ?? 1;
    }
  }
  return { references, cost };
}

function typeNameOf(reference: unknown): unknown {
  return typeof reference === 'object' && reference !== null && '__typename' in reference
    ? reference.__typename
    : undefined;
}
