import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  isUnionType,
  Kind,
} from 'graphql';
import type { SelectionScope } from './collect-fields.ts';
import type { FieldTable } from './field-table.ts';
import { createSelection, type Selection } from './selection.ts';

/** One `_entities` field. */
export interface EntitiesField {
  readonly kind: 'entities';
  readonly responseKey: string;
  readonly nodes: readonly FieldNode[];
  readonly representations: readonly unknown[];
  /** What is selected of entities of this type; null for a type that is none. */
  selectionOf(typeName: unknown): Selection | null;
}

export interface OperationParts {
  readonly schema: GraphQLSchema;
  readonly fields: FieldTable;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** What an `_entities` field has in common for all requests whose variables decide alike. */
export function createEntitiesField(
  responseKey: string,
  nodes: readonly FieldNode[],
  query: GraphQLObjectType,
  parts: OperationParts & SelectionScope,
) {
  const { schema, fields } = parts;
  const entity = schema.getType('_Entity');
  const types = isUnionType(entity) ? entity.getTypes() : [];
  const selections = new Map<unknown, Selection>(
    types.map((type) => [type.name, createSelection(nodes, type, parts, fields)]),
  );
  const [first] = nodes;
  const definition = query.getFields()._entities;
  const representationsOf = (variables: SelectionScope['variables']): readonly unknown[] => {
    if (first === undefined || definition === undefined) return [];
    const variable = first.arguments?.[0]?.value;
    const value =
      variable?.kind === Kind.VARIABLE && Array.isArray(variables[variable.name.value])
        ? variables[variable.name.value]
        : getArgumentValues(definition, first, variables).representations;
    return Array.isArray(value) ? value : [];
  };
  return {
    isWritable: [...selections.values()].every((selection) => selection.isWritable),
    bind: (variables: SelectionScope['variables']): EntitiesField => ({
      kind: 'entities',
      responseKey,
      nodes,
      representations: representationsOf(variables),
      selectionOf: (typeName) => selections.get(typeName) ?? null,
    }),
  };
}
