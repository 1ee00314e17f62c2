import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Needs } from '../loaders/needs.ts';
import { needsOfColumn, needsOfMetadata, needsOfTable, selectionsOf } from './selection.ts';

type TypeName = 'Table' | 'Column' | 'DbtTableMetadata';

const NEEDS_OF = { Table: needsOfTable, Column: needsOfColumn, DbtTableMetadata: needsOfMetadata } as const;

/** Walks a selection once for each field and type of a request; all references of an `_entities` field share the result. */
export function createNeedsOf(): (info: GraphQLResolveInfo, typeName: TypeName) => Needs {
  const known: Record<TypeName, WeakMap<readonly FieldNode[], Needs>> = {
    Table: new WeakMap(),
    Column: new WeakMap(),
    DbtTableMetadata: new WeakMap(),
  };
  return (info, typeName) => {
    const before = known[typeName].get(info.fieldNodes);
    if (before !== undefined) return before;
    const needs = NEEDS_OF[typeName](selectionsOf(info, typeName));
    known[typeName].set(info.fieldNodes, needs);
    return needs;
  };
}
