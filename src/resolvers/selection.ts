import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import {
  NEEDS_CANDIDATES,
  NEEDS_CODE,
  NEEDS_COLUMNS,
  NEEDS_DETAILS,
  NEEDS_EXPLANATION,
  NEEDS_NOTHING,
  NEEDS_SEVERITY,
  NEEDS_TESTS,
  type Needs,
} from '../loaders/needs.ts';

/** Fields that the index alone answers: a query for nothing else costs no details. */
const INDEX_NODE_FIELDS = new Set([
  '__typename',
  'uniqueId',
  'resourceType',
  'name',
  'relationName',
  'packageName',
  'materialization',
  'environment',
]);

/** What the selected fields of `Table` need. */
export function needsOfTable(selections: Selections): Needs {
  let all = NEEDS_NOTHING;
  for (const [field, below] of selections.children()) {
    switch (field) {
      case 'dbtDescription':
      case 'lastRefreshedAt':
        all |= NEEDS_DETAILS;
        break;
      case 'dbtTests':
        all |= needsOfTests(below);
        break;
      case 'dbt':
        all |= needsOfMetadata(below);
        break;
    }
  }
  return all;
}

/** What the selected fields of `Column` need of its table. */
export function needsOfColumn(selections: Selections): Needs {
  let all = NEEDS_NOTHING;
  for (const [field, below] of selections.children()) {
    switch (field) {
      case 'dbtDescription':
        all |= NEEDS_COLUMNS;
        break;
      case 'lastRefreshedAt':
        all |= NEEDS_DETAILS;
        break;
      case 'dbtTests':
        all |= needsOfTests(below) | NEEDS_COLUMNS;
        break;
      case 'dbt':
        all |= NEEDS_COLUMNS | NEEDS_DETAILS | NEEDS_EXPLANATION;
        if (below.has('testSummary')) all |= NEEDS_TESTS;
        break;
    }
  }
  return all;
}

/** What the selected fields of `DbtTableMetadata` need. */
export function needsOfMetadata(selections: Selections): Needs {
  let all = NEEDS_EXPLANATION;
  for (const [field, below] of selections.children()) {
    switch (field) {
      case 'match':
        for (const [matchField, candidates] of below.children()) {
          if (matchField === 'candidates') all |= needsOfCandidates(candidates);
        }
        break;
      case 'node':
        all |= needsOfNode(below);
        break;
      case 'description':
      case 'freshness':
      case 'asOf':
        all |= NEEDS_DETAILS;
        break;
      case 'tests':
        all |= needsOfTests(below);
        break;
      case 'columns':
        all |= needsOfColumn(below) | NEEDS_COLUMNS | NEEDS_DETAILS;
        break;
      case 'testSummary':
      case 'health':
      case 'healthReasons':
        all |= NEEDS_DETAILS | NEEDS_TESTS;
        break;
    }
  }
  return all;
}

function needsOfTests(selections: Selections): Needs {
  const severity = selections.has('severity') ? NEEDS_SEVERITY : NEEDS_NOTHING;
  return NEEDS_DETAILS | NEEDS_TESTS | severity;
}

function needsOfNode(selections: Selections): Needs {
  let all = NEEDS_NOTHING;
  for (const [field] of selections.children()) {
    if (field === 'rawCode' || field === 'compiledCode') all |= NEEDS_CODE;
    else if (!INDEX_NODE_FIELDS.has(field)) all |= NEEDS_DETAILS;
  }
  return all;
}

function needsOfCandidates(selections: Selections): Needs {
  const wanted = needsOfNode(selections);
  return wanted === NEEDS_NOTHING ? NEEDS_NOTHING : wanted | NEEDS_CANDIDATES;
}

/** The fields selected below some place of a query, fragments flattened, left-out fields (`@skip`, `@include`) left out. */
export interface Selections {
  children(): Iterable<readonly [field: string, below: Selections]>;
  has(field: string): boolean;
}

/** The selection below the field being resolved; of fragments, only those on `typeName` or without a type. */
export function selectionsOf(info: GraphQLResolveInfo, typeName: string): Selections {
  return createSelections(
    info,
    info.fieldNodes.flatMap((node) => node.selectionSet ?? []),
    typeName,
  );
}

function createSelections(
  info: GraphQLResolveInfo,
  sets: readonly SelectionSetNode[],
  typeName: string | null,
): Selections {
  function* walk(selectionSet: SelectionSetNode): Generator<readonly [string, Selections]> {
    for (const selection of selectionSet.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if === false) continue;
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet === undefined ? [] : [selection.selectionSet];
        yield [selection.name.value, createSelections(info, below, null)];
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
      const condition = fragment?.typeCondition?.name.value ?? null;
      if (fragment === undefined || !isMet(condition, typeName)) continue;
      yield* walk(fragment.selectionSet);
    }
  }
  const children = () => sets.flatMap((set) => [...walk(set)]);
  return { children, has: (field) => children().some(([name]) => name === field) };
}

/** A condition on the union of all entities holds for each of them; below a field of the graph's own the type is the only one there is. */
function isMet(condition: string | null, typeName: string | null): boolean {
  return typeName === null || condition === null || condition === typeName || condition === '_Entity';
}
