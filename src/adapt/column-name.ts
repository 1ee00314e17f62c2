import type { FieldPath } from '../mapping/field-path.ts';
import { fieldsByWord } from './fields-by-word.ts';
import type { RelationFound } from './find-relation.ts';
import { isObject, isText, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { plainWord, WRAPPER_WORDS } from './words.ts';

export interface TableOfColumns {
  readonly type: OwnerType;
  readonly relation: RelationFound;
}

/** What names a column surely comes before what may be for display. */
const NAME_WORDS = [
  'columnname',
  'fieldname',
  'physicalname',
  'name',
  'fieldpath',
  'column',
  'attributename',
];

/** The field that holds a column's name: in an object of names, too, and else under the name that its table's name has. */
export function columnName(
  graph: OwnerGraph,
  tables: readonly TableOfColumns[],
  type: OwnerType,
): FieldPath | null {
  const own = textBy(graph, type, NAME_WORDS);
  if (own !== null) return own;
  for (const { field } of fieldsByWord(type, WRAPPER_WORDS)) {
    const target = isObject(graph, field) ? targetOf(graph, field) : undefined;
    const step = stepOf(graph, field);
    const inner = target === undefined ? null : textBy(graph, target, NAME_WORDS);
    if (step !== null && inner !== null) return [step, ...inner];
  }
  return textBy(graph, type, tables.flatMap(wordOfName));
}

function wordOfName({ relation }: TableOfColumns): string[] {
  const last = relation.kind === 'paths' ? relation.name.at(-1) : undefined;
  return last === undefined ? [] : [plainWord(last.name)];
}

function textBy(graph: OwnerGraph, type: OwnerType, words: readonly string[]): FieldPath | null {
  for (const { field } of fieldsByWord(type, words)) {
    const step = isText(graph, field) ? stepOf(graph, field) : null;
    if (step !== null) return [step];
  }
  return null;
}
