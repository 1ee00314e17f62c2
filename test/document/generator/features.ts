import {
  type ASTNode,
  BREAK,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { GeneratedRequest } from '../generate-documents.ts';

/** What a request makes use of, read from its text and variables: proof that the generator reaches all of it. */
export function featuresOf(request: GeneratedRequest): ReadonlySet<string> {
  const document = parse(request.query);
  const found = new Set<string>();
  const note = (feature: string, isFound: boolean) => {
    if (isFound) found.add(feature);
  };
  note(
    'several operations, one of them named',
    request.operationName !== undefined && operationsOf(document).length > 1,
  );
  visit(document, {
    OperationDefinition: (operation) => noteOperation(operation, request, note),
    FragmentDefinition({ typeCondition, selectionSet }) {
      note(`a named fragment on ${typeCondition.name.value}`, true);
      note('a named fragment in a named fragment', contains(selectionSet, Kind.FRAGMENT_SPREAD));
    },
    InlineFragment({ typeCondition, directives }) {
      note(`an inline fragment on ${typeCondition?.name.value ?? 'no type'}`, true);
      noteConditions('an inline fragment', directives, note);
    },
    FragmentSpread({ directives }) {
      noteConditions('a spread', directives, note);
    },
    SelectionSet: (set) => noteSelections(document, set, note),
    Field: (field) => noteField(field, note),
    VariableDefinition: ({ defaultValue, variable }) => {
      if (defaultValue === undefined) return;
      const isSent = Object.hasOwn(request.variables, variable.name.value);
      note(isSent ? 'a default that is not taken' : 'a default that is taken', true);
    },
  });
  return found;
}

type Note = (feature: string, isFound: boolean) => void;

function noteOperation(
  { selectionSet }: OperationDefinitionNode,
  { variables }: GeneratedRequest,
  note: Note,
): void {
  const keys = new Set(
    selectionSet.selections.map((selection) => (selection.kind === Kind.FIELD ? keyOf(selection) : '')),
  );
  keys.delete('');
  note('several fields at the root', keys.size > 1);
  const lists = Object.values(variables).filter((value) => Array.isArray(value));
  const texts = lists.map((list) => list.map((item) => JSON.stringify(item)));
  note(
    'a reference twice in one list',
    texts.some((list) =>
      list.some((text, position) => text.startsWith('{') && list.indexOf(text) < position),
    ),
  );
  note(
    'null among the references',
    lists.some((list) => list.includes(null)),
  );
  note('a variable that is null', Object.values(variables).includes(null));
}

function noteField(field: FieldNode, note: Note): void {
  const { name, alias, directives, selectionSet } = field;
  note('an alias', alias !== undefined);
  note('__typename under an alias', name.value === '__typename' && alias !== undefined);
  noteConditions('a field', directives, note);
  for (const argument of field.arguments ?? []) {
    const place = `${name.value}(${argument.name.value}:)`;
    note(`${place} by ${argument.value.kind === Kind.VARIABLE ? 'variable' : 'literal'}`, true);
    const isNested = argument.value.kind !== Kind.VARIABLE && contains(argument.value, Kind.VARIABLE);
    note(`${place} by variable inside a literal`, isNested);
  }
  if (name.value === '_entities' && selectionSet !== undefined) noteReferences(print(field), note);
}

function noteReferences(text: string, note: Note): void {
  const patterns: Readonly<Record<string, RegExp>> = {
    'a table': /__typename: "Table"/,
    'a column': /__typename: "Column"/,
    'an unknown table': /_of_nobody"/,
    'a wrong type name': /__typename: "Nobody"/,
    'a missing name': /"Table", database: "warehouse", schema: "marts"}/,
    'a name that is no text': /name: 5/,
    'a name that is null': /name: null/,
    'a column of a malformed table': /table: ("|null)/,
  };
  for (const [feature, pattern] of Object.entries(patterns))
    note(`a reference: ${feature}`, pattern.test(text));
}

function noteConditions(place: string, directives: readonly DirectiveNode[] = [], note: Note): void {
  for (const { name, arguments: [argument] = [] } of directives) {
    const by = argument?.value.kind === Kind.VARIABLE ? 'variable' : 'literal';
    note(`@${name.value} on ${place} by ${by}`, true);
  }
  note(`both conditions on ${place}`, directives.length === 2);
}

/** Fields of one key within one selection, however they are spread over fragments. */
function noteSelections(document: DocumentNode, set: SelectionSetNode, note: Note): void {
  const direct = set.selections.filter((selection) => selection.kind === Kind.FIELD);
  const all = flatten(document, set.selections);
  for (const [key, fields] of Map.groupBy(all, keyOf)) {
    if (fields.length < 2) continue;
    const isAcross = direct.filter((field) => keyOf(field) === key).length < fields.length;
    const bodies = new Set(
      fields.map(({ selectionSet }) => (selectionSet === undefined ? '' : print(selectionSet))),
    );
    note(isAcross ? 'a field merged from several fragments' : 'a field merged from one selection', true);
    note('a field merged from different selections below it', bodies.size > 1);
  }
}

function flatten(document: DocumentNode, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return flatten(document, selection.selectionSet.selections);
    const fragment = document.definitions.find(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION
      ? flatten(document, fragment.selectionSet.selections)
      : [];
  });
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function operationsOf({ definitions }: DocumentNode) {
  return definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
}

function contains(node: ASTNode, kind: Kind): boolean {
  let isFound = false;
  visit(node, {
    enter(inner) {
      if (inner.kind !== kind || inner === node) return undefined;
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}
