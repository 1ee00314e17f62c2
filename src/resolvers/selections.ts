import { type FieldNode, type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { FieldTable } from '../document/field-table.ts';
import { createSelection, type Selection } from '../document/selection.ts';

/** What is selected of `typeName` below the field that is being resolved. */
export type SelectionBelow = (info: GraphQLResolveInfo, typeName: string) => Selection;

/** Each selection is read once for all references of its field. */
export function createSelectionBelow(fields: FieldTable): SelectionBelow {
  /** The executor makes the nodes of a field anew for each request. */
  const known = new WeakMap<readonly FieldNode[], Map<string, Selection>>();
  return (info, typeName) => {
    const byType = known.get(info.fieldNodes) ?? new Map<string, Selection>();
    known.set(info.fieldNodes, byType);
    const before = byType.get(typeName);
    if (before !== undefined) return before;
    const { schema, fragments, variableValues: variables, fieldNodes } = info;
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`${typeName} is no object type of the graph.`);
    const made = createSelection(fieldNodes, type, { schema, fragments, variables }, fields);
    byType.set(typeName, made);
    return made;
  };
}
