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
    let typeName: unknown;
    let costOfEach = 1;
    for (let position = 0; position < answered; position += 1) {
      const its = typeNameOf(representations[position]);
      // Gateways send one type at a time.
      if (its !== typeName || position === 0) {
        typeName = its;
        costOfEach = selectionOf(its)?.cost ?? 1;
      }
      cost += costOfEach;
    }
  }
  return { references, cost };
}

/** What a reference says it is; undefined for what is no object. */
export function typeNameOf(reference: unknown): unknown {
  return typeof reference === 'object' && reference !== null && '__typename' in reference
    ? reference.__typename
    : undefined;
}
