/** A field that is selected by its name alone, or with a selection of its own. */
export type Selected = string | SelectedField;
export type Selection = readonly Selected[];

export interface SelectedField {
  readonly field: string;
  readonly select: Selection;
  /** The name of the field in the answer, where it is another than its own. */
  readonly alias?: string;
  /** As they stand between the brackets. */
  readonly arguments?: string;
}

/** `names('uniqueId name')`: several plain fields, as they would stand in a document. */
export function names(text: string): readonly string[] {
  return text.split(' ');
}

/** The text of a selection. Fields in `without` are left out, with all that is selected below them; so is a field of which nothing is left. */
export function renderSelection(selection: Selection, without: ReadonlySet<string>): string {
  return selection.flatMap((selected) => renderField(selected, without)).join(' ');
}

function renderField(selected: Selected, without: ReadonlySet<string>): readonly string[] {
  if (typeof selected === 'string') return without.has(selected) ? [] : [selected];
  if (without.has(selected.field)) return [];
  const below = renderSelection(selected.select, without);
  if (below === '') return [];
  const alias = selected.alias === undefined ? '' : `${selected.alias}: `;
  const given = selected.arguments === undefined ? '' : `(${selected.arguments})`;
  return [`${alias}${selected.field}${given} { ${below} }`];
}

/** What is asked, by kinds that are few. */
export type OperationKind = 'index' | 'details' | 'change';

export interface Operation {
  readonly kind: OperationKind;
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function on(field: string, select: Selection): SelectedField {
  return { field, select };
}

export function connectionOn(field: string, select: Selection, given: string): SelectedField {
  return {
    field,
    arguments: given,
    select: [on('edges', [on('node', select)]), on('pageInfo', ['hasNextPage', 'endCursor'])],
  };
}

/** A document about one environment, whose variables are declared while its lists are laid out. */
export function openDocument(environmentId: string) {
  const variables: Record<string, unknown> = { environmentId };
  const declared = ['$environmentId: BigInt!'];
  function declare(variable: string, type: string, value: unknown): void {
    declared.push(`$${variable}: ${type}`);
    variables[variable] = value;
  }
  return {
    declare,
    /** The argument that goes on behind a cursor; none from the start. */
    after(list: string, cursor: string | null): string {
      if (cursor === null) return '';
      declare(`${list}_after`, 'String', cursor);
      return `, after: $${list}_after`;
    },
    close(
      { kind, name }: Pick<Operation, 'kind' | 'name'>,
      select: Selection,
      without: ReadonlySet<string>,
    ): Operation {
      const environment = { ...on('environment', select), arguments: 'id: $environmentId' };
      const query = `query ${name}(${declared.join(', ')}) { ${renderSelection([environment], without)} }`;
      return { kind, name, query, variables };
    },
  };
}
