import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Row } from './row.ts';

/** Writes one value of a type as JSON text. */
type Render = (value: unknown) => string;

export interface RenderOptions {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Told of each field that is a function of its arguments; answers with what `render` makes, or with the same text made earlier. */
  readonly remember: (called: CalledField, render: () => string) => string;
}

export interface CalledField {
  /** The function itself. */
  readonly own: object;
  /** The field under its parents. */
  readonly place: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly selections: readonly SelectionSetNode[];
}

interface SelectedField {
  readonly node: FieldNode;
  readonly selections: SelectionSetNode[];
}

/**
 * Answers a document that has been validated: written straight as text, because an executor that makes objects first takes longer than the
 * latencies that are measured. Selections are merged as GraphQL says; a value that is promised and not at hand is an error.
 */
export function createRender(options: RenderOptions) {
  const { schema, fragments, variables } = options;

  function collect(
    selections: readonly SelectionSetNode[],
    type: GraphQLObjectType,
    into = new Map<string, SelectedField>(),
  ): Map<string, SelectedField> {
    for (const selection of selections.flatMap((set) => set.selections)) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = into.get(key) ?? { node: selection, selections: [] };
        if (selection.selectionSet !== undefined) known.selections.push(selection.selectionSet);
        into.set(key, known);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment === undefined || !isOn(fragment.typeCondition?.name.value, type)) continue;
      collect([fragment.selectionSet], type, into);
    }
    return into;
  }

  function isOn(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditioned = schema.getType(condition);
    return isAbstractType(conditioned) && schema.isSubType(conditioned, type);
  }

  function renderObject(
    type: GraphQLObjectType,
    selections: readonly SelectionSetNode[],
    place: string,
  ): Render {
    const parts = [...collect(selections, type)].map(([key, selected], position) => {
      const start = `${position === 0 ? '{' : ','}${JSON.stringify(key)}:`;
      const value = renderField(type, selected, place);
      return (row: Row) => start + value(row);
    });
    return (row) => {
      let text = '';
      for (const part of parts) text += part(row as Row);
      return `${text}}`;
    };
  }

  function renderField(type: GraphQLObjectType, { node, selections }: SelectedField, parent: string) {
    const name = node.name.value;
    const field = type.getFields()[name];
    if (field === undefined) return () => JSON.stringify(type.name);
    const place = `${parent}.${name}`;
    const given = getArgumentValues(field, node, variables);
    const render = renderType(field.type, selections, place);
    return (row: Row) => {
      const own = row[name];
      if (typeof own !== 'function') return render(own);
      return options.remember({ own, place, given, selections }, () => render(own(given)));
    };
  }

  function renderType(
    type: GraphQLOutputType,
    selections: readonly SelectionSetNode[],
    place: string,
  ): Render {
    const render = renderNullable(getNullableType(type), selections, place);
    return (value) => {
      if (value !== null && value !== undefined) return render(value);
      if (isNonNullType(type)) throw new Error(`This server has no value for ${place}.`);
      return 'null';
    };
  }

  function renderNullable(
    type: GraphQLOutputType,
    selections: readonly SelectionSetNode[],
    place: string,
  ): Render {
    if (isLeafType(type)) return JSON.stringify;
    if (isListType(type)) {
      const item = renderType(type.ofType, selections, place);
      return (values) => `[${(values as readonly unknown[]).map(item).join(',')}]`;
    }
    if (isObjectType(type)) return renderObject(type, selections, place);
    const byType = new Map<unknown, Render>();
    return (row) => {
      const typeName = String((row as Row).__typename);
      const known = byType.get(typeName) ?? renderConcrete(typeName, selections, place);
      byType.set(typeName, known);
      return known(row);
    };
  }

  function renderConcrete(typeName: string, selections: readonly SelectionSetNode[], place: string): Render {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`There is no type ${typeName} for ${place}.`);
    return renderObject(type, selections, place);
  }

  return renderObject;
}
