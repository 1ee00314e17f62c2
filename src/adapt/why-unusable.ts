import { type FieldDefinitionNode, print } from 'graphql';
import { holdsColumns, nameOf } from './find-part.ts';
import { isList, isObject, isText, stepOf, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { DATABASE_WORDS, NAME_WORDS, plainWord, SCHEMA_WORDS } from './words.ts';

/** Why fields with names of a relation's parts cannot hold one, a clause each. */
export function whyUnusable(graph: OwnerGraph, type: OwnerType, words: readonly string[] = PARTS): string[] {
  return [...type.fields.values()].flatMap((field) => {
    if (!words.includes(plainWord(field.name.value))) return [];
    const reason = reasonOf(graph, field);
    return reason === null ? [] : [`\`${type.name}.${field.name.value}\` ${reason}`];
  });
}

const PARTS: readonly string[] = [...DATABASE_WORDS, ...SCHEMA_WORDS, ...NAME_WORDS];

function reasonOf(graph: OwnerGraph, field: FieldDefinitionNode): string | null {
  if (stepOf(graph, field) === null) return 'needs an argument whose value nobody can know';
  if (isList(field.type)) return 'is a list';
  const target = isObject(graph, field) ? targetOf(graph, field) : undefined;
  if (target !== undefined) {
    const leads = `leads to \`${print(field.type)}\``;
    if (holdsColumns(graph, field)) return `${leads}, which holds columns and names no schema of a warehouse`;
    const isNamed = nameOf(graph, target, plainWord(field.name.value)) !== null;
    return isNamed ? null : `${leads}, which has no field for its name`;
  }
  return isText(graph, field) ? null : `is of \`${print(field.type)}\`, which is no text`;
}
