import { type FieldNode, type GraphQLResolveInfo, isObjectType } from 'graphql';
import { createSelection, type Selection } from '../document/selection.ts';
import { FIELDS } from './fields.ts';

/** The executor makes the nodes of a field anew for each request. */
const known = new WeakMap<readonly FieldNode[], Map<string, Selection>>();

/** What is selected of `typeName` below the field that is being resolved, read once for all its references. */
export function selectionBelow(info: GraphQLResolveInfo, typeName: string): Selection {
  const byType = known.get(info.fieldNodes) ?? new Map<string, Selection>();
  known.set(info.fieldNodes, byType);
  const before = byType.get(typeName);
  if (before !== undefined) return before;
  const { schema, fragments, variableValues: variables, fieldNodes } = info;
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type of the graph.`);
  const made = createSelection(fieldNodes, type, { schema, fragments, variables }, FIELDS);
  byType.set(typeName, made);
  return made;
}
