import {
  GraphQLError,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
  type VariableNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { collectFields, type SelectionScope } from './collect-fields.ts';
import { createEntitiesField, type EntitiesField, type OperationParts } from './entities-field.ts';
import { createSelection } from './selection.ts';
import { coerceVariables } from './variables.ts';

/** One operation of a document; what its variables decide is worked out once for each set of their values. */
export interface Operation {
  readonly node: OperationDefinitionNode;
  /** Null where variables or arguments are wrong: the executor says how. */
  bind(variables: Readonly<Record<string, unknown>>): BoundOperation | null;
}

/** An operation with its variables. */
export interface BoundOperation {
  readonly roots: readonly RootField[];
  /** Whether all of it can be written by its selections. */
  readonly isWritable: boolean;
}

export type RootField = EntitiesField | OtherField;

export interface OtherField {
  readonly kind: 'typename' | 'other';
  readonly responseKey: string;
  readonly cost: number;
}

/** Bounds the sets of values that are remembered of one operation: pages differ by a few switches and filters. */
const MAX_VARIANT_BYTES = 256 * 1024;
const VARIANT_BYTES = 4096;

export function createOperation(node: OperationDefinitionNode, parts: OperationParts): Operation {
  const deciding = decidingVariables(node, parts.fragments);
  const variants = new LRUCache<string, Variant>({
    maxSize: MAX_VARIANT_BYTES,
    sizeCalculation: (_variant, key) => VARIANT_BYTES + key.length,
  });

  let only: Variant | undefined;

  function variantFor(variables: SelectionScope['variables']): Variant {
    if (deciding.length === 0) {
      only ??= createVariant(node, { ...parts, variables });
      return only;
    }
    const key = JSON.stringify(deciding.map(valueIn(variables)));
    const known = variants.get(key);
    if (known !== undefined) return known;
    const made = createVariant(node, { ...parts, variables });
    variants.set(key, made);
    return made;
  }

  return {
    node,
    bind(given) {
      const variables = coerceVariables(parts.schema, node.variableDefinitions ?? [], given);
      if (variables === null) return null;
      try {
        const { roots, isWritable } = variantFor(variables);
        return { isWritable, roots: roots.map((root) => root(variables)) };
      } catch (error) {
        // The executor meets the same error, and has the words for it.
        if (error instanceof GraphQLError) return null;
        throw error;
      }
    },
  };
}

/** One that is left out is not one that is null: a default may stand in its place. */
const valueIn = (variables: SelectionScope['variables']) => (name: string) =>
  Object.hasOwn(variables, name) ? [variables[name]] : [];

interface Variant {
  readonly roots: readonly ((variables: SelectionScope['variables']) => RootField)[];
  readonly isWritable: boolean;
}

function createVariant(node: OperationDefinitionNode, parts: OperationParts & SelectionScope): Variant {
  const { schema } = parts;
  const type = schema.getRootType(node.operation);
  let isWritable = node.operation === OperationTypeNode.QUERY;
  if (type === undefined || type === null) return { roots: [], isWritable: false };
  const collected = collectFields([node.selectionSet], type, parts);
  const roots = [...collected].flatMap(([responseKey, nodes]): Variant['roots'] => {
    const [first] = nodes;
    if (first === undefined) return [];
    if (first.name.value === '_entities') {
      const entities = createEntitiesField(responseKey, nodes, type, parts);
      isWritable &&= entities.isWritable;
      return [entities.bind];
    }
    const kind = first.name.value === '__typename' ? 'typename' : 'other';
    isWritable &&= kind === 'typename';
    const named = getNamedType(type.getFields()[first.name.value]?.type);
    const cost = isObjectType(named) ? createSelection(nodes, named, parts, parts.fields).cost : 1;
    return [() => ({ kind, responseKey, cost })];
  });
  return { roots, isWritable };
}

/** The variables that decide what is selected, and how: all but those that only hold references. */
function decidingVariables(
  operation: OperationDefinitionNode,
  fragments: OperationParts['fragments'],
): readonly string[] {
  const names = new Set<string>();
  const collect = {
    VariableDefinition: () => false as const,
    Argument: (argument: { readonly name: { readonly value: string } }) =>
      argument.name.value === 'representations' ? (false as const) : undefined,
    Variable: (variable: VariableNode) => void names.add(variable.name.value),
  };
  for (const node of [operation, ...Object.values(fragments)]) visit(node, collect);
  return [...names].sort();
}
