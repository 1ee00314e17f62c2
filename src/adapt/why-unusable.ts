import { type FieldDefinitionNode, print } from 'graphql';
import { isList, isObject, isText, stepOf } from './owner-fields.ts';
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
  if (isObject(graph, field)) return `leads to \`${print(field.type)}\`, which has no field for its name`;
  return isText(graph, field) ? null : `is of \`${print(field.type)}\`, which is no text`;
}
