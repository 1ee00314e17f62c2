import {
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, type SelectionScope } from './collect-fields.ts';
import type { Field, FieldTable, Needs } from './field-table.ts';
import { type Shape, toShape } from './shape.ts';

/** What is selected of one object type: what it needs, what it costs, and how each of its fields is had. */
export interface Selection {
  /** No two selections have the same. */
  readonly number: number;
  readonly type: GraphQLObjectType;
  readonly fields: readonly SelectedField[];
  readonly needs: Needs;
  /** Fields here and below; those below a list that an argument names count as often as it names. */
  readonly cost: number;
  /** False where a field's arguments are wrong: then the executor has to say so. */
  readonly isWritable: boolean;
}

export interface SelectedField {
  readonly responseKey: string;
  /** The key as it stands in JSON, colon included. */
  readonly keyText: string;
  readonly shape: Shape;
  readonly needs: Needs;
  readonly value: (parent: unknown) => unknown;
  /** Null for a leaf. */
  readonly below: Selection | null;
}

const NOTHING: Needs = 0;

let lastNumber = 0;

/** Reads the selection sets of `nodes` as one selection of `type`. Throws a GraphQLError where `@skip` or `@include` cannot be decided. */
export function createSelection(
  nodes: readonly FieldNode[],
  type: GraphQLObjectType,
  scope: SelectionScope,
  table: FieldTable,
): Selection {
  const sets = nodes.flatMap((node) => node.selectionSet ?? []);
  const fields: SelectedField[] = [];
  let needs = NOTHING;
  let cost = 0;
  let isWritable = true;
  for (const [responseKey, same] of collectFields(sets, type, scope)) {
    const [node] = same;
    if (node === undefined) continue;
    const keyText = `${JSON.stringify(responseKey)}:`;
    if (node.name.value === TypeNameMetaFieldDef.name) {
      const shape = toShape(TypeNameMetaFieldDef.type);
      fields.push({ responseKey, keyText, shape, needs: NOTHING, value: () => type.name, below: null });
      cost += 1;
      continue;
    }
    const definition = type.getFields()[node.name.value];
    const field = table[type.name]?.[node.name.value];
    if (definition === undefined || field === undefined) {
      isWritable = false;
      cost += 1;
      continue;
    }
    const args = argumentsOf(definition, node, scope);
    const given = (args ?? {}) as never;
    const named = getNamedType(definition.type);
    const possible = isCompositeType(named) ? possibleTypes(named, scope) : [];
    const selections = possible.map((one) => createSelection(same, one, scope, table));
    const below = isObjectType(named) ? (selections[0] ?? null) : null;
    const ownNeeds = needsOf(
      field,
      given,
      selections.reduce((all, one) => all | one.needs, NOTHING),
    );
    // Which type of an abstract one a value has, the executor finds out.
    isWritable &&= args !== null && (below?.isWritable ?? possible.length === 0);
    needs |= ownNeeds;
    cost += 1 + timesOf(field, args) * Math.max(0, ...selections.map((one) => one.cost));
    fields.push({
      responseKey,
      keyText,
      shape: toShape(definition.type),
      needs: ownNeeds,
      value: (parent) => field.value(parent as never, given),
      below,
    });
  }
  lastNumber += 1;
  return { number: lastNumber, type, fields, needs, cost, isWritable };
}

function possibleTypes(type: GraphQLCompositeType, { schema }: SelectionScope): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

function needsOf({ needs }: Field, args: never, below: Needs): Needs {
  return typeof needs === 'function' ? needs(below, args) : needs | below;
}

function timesOf({ times }: Field, args: unknown): number {
  return times === undefined || args === null ? 1 : times(args as never);
}

/** Null where they are wrong. */
function argumentsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { variables }: SelectionScope,
): Readonly<Record<string, unknown>> | null {
  try {
    return getArgumentValues(definition, node, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
